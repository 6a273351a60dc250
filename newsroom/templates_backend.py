"""Django's templates; what they make shows a source's control characters, and those that reorder the text, as symbols."""

from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString, mark_safe

from newsroom.texts import with_symbols


class ShownTemplate(Template):
    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        return mark_safe(with_symbols(super().render(context, request)))  # noqa: S308 - rendered, escaped


class ShownTemplates(DjangoTemplates):
    def from_string(self, template_code: str) -> ShownTemplate:
        return ShownTemplate(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> ShownTemplate:
        return ShownTemplate(super().get_template(template_name).template, self)
