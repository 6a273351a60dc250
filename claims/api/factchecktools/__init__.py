"""Google's Fact Check Tools API as far as it searches: its clients read us by changing the host.

Named as Google names it, and its addresses too: ``/v1alpha1/claims:search`` and a discovery document.
"""
