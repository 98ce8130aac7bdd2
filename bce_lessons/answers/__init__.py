"""How an answer is asked for, read, judged, kept: no module here knows a lesson.

To write an exercise: `exercises.py` of a lesson's folder declares its exercises, in their order,
which gives them their numbers. Where they are many, `exercises_more.py` goes on. A declaration is a
function that runs when its exercise is first checked: first the values, then the words. An exercise
asks for a value (a number or an array)::

    @value("two-days", decimals=2)                       # its slug; decimals, if it asks for some
    def two_days(e: Value) -> None:
        y, p = np.array([1, 0]), np.array([0.7, 0.2])    # the lesson's data, once more
        loss = binary_cross_entropy(y, p)                # computed by the package
        e.asks("one number, in nats, to two decimals")   # words of the exercise's text
        e.right(loss, again=-np.log(0.7 * 0.8) / 2)      # the same, written another way
        e.usual("sign", "in-bits")                       # single slips, from `usual`
        e.wrong("hits", np.mean((p > 0.5) == y))         # one of its own, computed
        e.says(f'''
            hits: That is the share of hits, and no loss: take minus the log of what happened, for
                each day.
            look: Where to look.
            do: What to do; then comes the link to the solution.
            note: One thing worth knowing, told after a right answer: {loss / np.log(2):.2f} bits.
        ''')

In the place of single slips, `e.wrongs(mistakes.loss_values(y, p))` is a family: about twenty in
one line. An exercise may ask for a value of which many are right: a function judges it, and says
in a sentence with computed numbers what a wrong one does, or nothing; the answers of `right` are
two right ones::

    @judged("long-steps")
    def long_steps(e: Judged) -> None:
        e.asks("one number above 0")

        @e.judge
        def fault(rate: float) -> str:                   # of a float or an array
            loss = fit(rate).loss[-1]
            return "" if loss < 0.11 else f"With this rate the loss is {loss:.3f}."

        e.right(8.0, again=20.0)
        ...

or a function, which is tried on small inputs, edges and random data, against the package's::

    @function("own-loss")
    def own_loss(e: Function) -> None:
        e.asks("a function of y and p that returns one number, in nats")
        e.without(binary_cross_entropy)                  # if the text says so
        e.right(by_hand, again=by_cases)                 # functions, and so are the mistakes
        e.tried_on(
            [(np.array([1]), np.array([0.5])), (np.array([1]), np.array([0.0]))],
            mistakes.batch,                              # of an rng: arguments of one more call
        )
        e.wrongs(mistakes.loss_functions())
        e.wrong("half", lambda y, p: binary_cross_entropy(y, p) / 2)
        ...

What no single number catches, such as a factor where what it makes is asked for, is told by a
function of a wrong answer of any shape, `@e.tell`: it returns a sentence, or nothing.

Rules, which `tests/lessons/test_every_exercise.py` holds every exercise to:

- What is right is accepted in several guises, and each mistake is told by its sentence. A mistake
  that comes out right (or beyond a third with the same value) is no mistake: drop it.
- At least three mistakes, two hints and a note. Learners meet their own mistakes: think which.
- The text says what to give, its shape, unit and digits, in the words of `e.asks`. Replies use
  them: "of type `dict`: give one number, in nats, to two decimals".
- `tests/practice/replies/` has a table for each lesson: answers, and what the reply must say. Try
  twenty wrong ones, and read each reply: is it true, and does its advice help?
- A sentence is true of the *answer*, however it was reached: "That is the sum", not "You
  forgot". Several mistakes may share one: `swapped, swapped-clipped: That has …`.
- The slug of a mistake of rounding alone begins with `rounded`, `cut-off` or `not-whole`: no hint
  on the method is then given, as none is where an answer lacks digits or another shape.
- Slugs are unique, mistakes' within their exercise, and stay when it is reworded or renumbered:
  `check`, the teachers' page and reports refer to them, and learners' files hold them.
- No decimals in hints and in notes but computed ones, and no sentence gives the answer away before
  the solution does.
- The data are the lesson's, built here again: a check never reads the notebook's variables. What
  is slow (a fit, a network) goes into a function under `functools.cache`; sklearn is imported
  inside functions.
- Among the dozens of a family, an answer of two digits would meet one by chance: with `decimals`,
  use a family only where the right answer then has three digits or more.
- A function's cases begin with the smallest and plainest, for the first that fails is shown. Its
  arguments are what the lesson would pass: arrays of one length, or single numbers. What the text
  promises of them (groups of one size) `e.promises` tells: of a failure on drawn ones the smallest
  such is shown.

In the notebook of the lesson's solutions an exercise is three cells: the question under its
heading, then why, and the solution. A block of Python at the end of the question is what the
learner is given (data, or `def loss(y, p):` with `return ...`); where it has no check,
`answer = ...` and `check("04.2", answer)` follow. ``course.py new exercise`` writes the cells;
``course.py refresh`` copies the question into the lesson. The teachers' page lists the exercise by
itself; it may add remarks, by slug.
"""
