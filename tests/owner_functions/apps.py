from django.apps import AppConfig


class OwnerFunctionsConfig(AppConfig):
    name = "tests.owner_functions"
    application_calls = (
        "tests_give_second_sign_off",
        "tests_let_one_person_decide",
        "tests_name_person",
        "tests_outdated_search_words",
        "tests_review_policy",
    )
