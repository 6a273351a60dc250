"""The Reconciliation Service API 0.2, with which OpenRefine and others match names in tables.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. ``protocol`` has
its shapes and reads what is sent, ``services`` finds speakers and claims, ``views`` answers.
"""
