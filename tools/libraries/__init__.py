"""The dictionary "In your library": this loss in other libraries, by their numbers and ours."""
