"""The search of Google's Fact Check Tools API: its clients work here once their host is changed.

Named as Google names it, and its addresses too: ``/v1alpha1/claims:search`` and a discovery document.
"""
