"""``review_policy``: who proposes, and who must agree before a conclusion is signed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from claims.models import ReviewPolicy, Topic
from claims.presentation import review_policy
from newsroom import people
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.permissions import who_gives_second_sign_off

YES_NO = ["yes", "no"]


class Command(BaseCommand):
    help = (
        "Show or change the review policy, for reviews that begin from now on; everybody is notified."
        " Changing it needs the database's owner role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reporters-propose",
            choices=YES_NO,
            help="Whether a reporter proposes a conclusion on their own work.",
        )
        parser.add_argument(
            "--second-sign-off",
            metavar="NAME",
            help='Such as "legal read": besides the signature. "" for none.',
        )
        parser.add_argument(
            "--topics",
            metavar="SLUGS",
            help='Topics whose claims take the second sign-off, with commas. "" for every claim.',
        )
        parser.add_argument(
            "--panel", choices=YES_NO, help="Whether a panel of three decides each conclusion."
        )
        parser.add_argument(
            "--keys",
            choices=YES_NO,
            help="Whether everybody who proposes, signs or agrees signs with an enrolled passkey, too.",
        )
        parser.add_argument("--reason", default="", help="Why; recorded, and told to everybody.")

    def handle(self, *args: Any, **options: Any) -> None:
        changes = dict(_changes(options))
        if changes:
            self._change(changes, options["reason"].strip())
        policy = review_policy.current()
        for sentence in review_policy.in_words(policy) or [_default()]:
            self.stdout.write(sentence)
        if policy is not None and policy.second_sign_off and not who_gives_second_sign_off():
            self.stdout.write(
                "Nobody gives the second sign-off yet: two senior editors grant it, under People."
            )

    def _change(self, changes: dict[str, Any], reason: str) -> None:
        if not reason:
            raise CommandError("Give a reason with --reason.")
        now = review_policy.current() or ReviewPolicy()
        fields = ("reporters_propose", "panel", "second_sign_off", "topics", "signed_with_keys")
        values = {name: getattr(now, name) for name in fields} | changes
        if not values["second_sign_off"] and "topics" not in changes:
            values["topics"] = []
        try:
            with through(Via.COMMAND), acting(None, reason, using="owner"):
                made = ReviewPolicy.objects.using("owner").create(reason=reason, **values)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        with through(Via.COMMAND), acting(None, reason):
            sentence = _("From now on reviews begin under these rules (%(reason)s): %(rules)s")
            rules = " ".join(review_policy.in_words(made) or [_default()])
            people.notify_everybody(sentence % {"reason": reason, "rules": rules})


def _default() -> str:
    return _("An editor proposes a conclusion; another, senior, editor signs it.")


def _changes(options: dict[str, Any]) -> Any:
    """The fields that are given, with their values."""
    for name in ("reporters_propose", "panel"):
        if options[name] is not None:
            yield name, options[name] == "yes"
    if options["keys"] is not None:
        yield "signed_with_keys", options["keys"] == "yes"
    if options["second_sign_off"] is not None:
        yield "second_sign_off", options["second_sign_off"].strip()
    if options["topics"] is not None:
        slugs = {slug.strip() for slug in options["topics"].split(",") if slug.strip()}
        found = dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        if missing := slugs - found.keys():
            raise CommandError(f"No topic has this address: {', '.join(sorted(missing))}.")
        yield "topics", sorted(found.values())
