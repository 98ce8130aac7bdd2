"""Labels and forecasts that Hypothesis draws."""

from hypothesis import strategies as st

unit = st.floats(0, 1)
inner = st.floats(1e-300, 1 - 2**-53)
dyadic = st.integers(0, 2**52).map(lambda k: k / 2**52)  # 1 - p is exact for these
