"""Base of the console's forms."""

from django import forms

from handrail.console.words import problem_in_words
from handrail.errors import HandrailError


class ConsoleForm(forms.Form):
    """A form drawn by ``{% field %}``; errors of services are put where they belong."""

    template_name = "console/parts/form.html"
    required_css_class = "required"
    use_required_attribute = True

    def add_problems(self, error: HandrailError, words: str) -> None:
        """Show a refused service call: problems that name a field beside it, the rest above the form."""
        problems = error.params.get("problems")
        placed = False
        for problem in problems if isinstance(problems, list) else []:
            where = problem.get("where", "") if isinstance(problem, dict) else ""
            if where in self.fields:
                self.add_error(where, problem_in_words(problem["what"]))
                placed = True
        if not placed:
            self.add_error(None, words)
