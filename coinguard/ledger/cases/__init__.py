"""From a ledger to ranked, de-duplicated cases."""

from coinguard.ledger.cases.find import find_cases
from coinguard.ledger.cases.table import CASE_SCHEMA, Budget, CaseTable

__all__ = ["CASE_SCHEMA", "Budget", "CaseTable", "find_cases"]
