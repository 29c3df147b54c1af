"""An office with a second bank account, and builders for what happens at a bank."""

from typing import Any

from tests.simulators.xero.office import Office, line

COST: dict[str, Any] = {"AccountCode": "404", "UnitAmount": 9}
BILL: dict[str, Any] = {"Type": "ACCPAY", "LineItems": [line(AccountCode="429")]}


class Teller(Office):
    """One contact, two bank accounts (090 and 091)."""

    def __init__(self, **recipe: Any) -> None:
        super().__init__(**recipe)
        self.who = self.contact()
        made = self.person(
            "account.create", Code="091", Name="Savings", Type="BANK", BankAccountNumber="1"
        )
        self.savings = str(made["AccountID"])

    def spending(self, **fields: Any) -> dict[str, Any]:
        """The body of money spent: 9.00, without tax."""
        wanted = {
            "Type": "SPEND",
            "Contact": {"ContactID": self.who},
            "BankAccount": {"Code": "090"},
            "Date": "2026-03-01",
            "LineItems": [line(**COST)],
        }
        return {**wanted, **fields}

    def spend(self, **fields: Any) -> Any:
        return self.one("PUT", "/BankTransactions", self.spending(**fields))

    def overpayment(self, amount: str = "50", **fields: Any) -> Any:
        """The bank transaction that leaves a customer's overpayment."""
        row = {"Description": "Too much", "LineAmount": amount}
        return self.spend(**{"Type": "RECEIVE-OVERPAYMENT", "LineItems": [row], **fields})

    def prepayment(self, amount: str = "100", **fields: Any) -> Any:
        """The bank transaction that leaves a customer's prepayment, tax on top."""
        rows = [line(UnitAmount=amount)]
        return self.spend(**{"Type": "RECEIVE-PREPAYMENT", "LineItems": rows, **fields})

    def transferring(self, **fields: Any) -> dict[str, Any]:
        """The body of a transfer of 20.00."""
        wanted = {
            "FromBankAccount": {"Code": "090"},
            "ToBankAccount": {"Code": "091"},
            "Amount": 20,
            "Date": "2026-03-01",
        }
        return {**wanted, **fields}

    def transfer(self, **fields: Any) -> Any:
        return self.one("PUT", "/BankTransfers", self.transferring(**fields))

    def batching(self, *paid: tuple[str, str], **fields: Any) -> dict[str, Any]:
        """The body of a batch: invoices and amounts."""
        wanted = {
            "Account": {"Code": "090"},
            "Date": "2026-03-02",
            "Payments": [{"Invoice": {"InvoiceID": each}, "Amount": sum_} for each, sum_ in paid],
        }
        return {**wanted, **fields}

    def batch(self, *paid: tuple[str, str], **fields: Any) -> Any:
        return self.one("PUT", "/BatchPayments", self.batching(*paid, **fields))

    def stored(self, kind: str) -> list[Any]:
        """The documents of a table."""
        return list(self.world.table("xero", kind))

    def lock(self, date: str) -> None:
        self.person("organisation.lock_dates", PeriodLockDate=date)
