"""
Planted bugs: each file spoils one part of the reference sync and names the rules that must notice.

Never: a check or a scenario. May be imported by: the command line and tests. The one place of the
scenarios that may import the sync.
"""

from typing import Final

from scenarios.mutants import (
    m01_forgets_links,
    m02_matches_by_name,
    m03_swallows_name_clash,
    m05_resurrects_archived,
    m07_omits_archived,
    m08_ignores_restore,
    m09_drops_unarchive,
    m11_overwrites_whole_record,
    m12_last_write_wins,
    m13_blanks_unknown_fields,
    m14_ignores_clearing,
    m16_ignores_merge,
    m21_pushes_drafts,
    m23_approves_what_awaits,
    m24_holds_back_what_awaits,
    m26_drops_approval_here,
    m27_drops_approval_there,
    m30_swallows_refusals,
    m31_sends_bills_as_sales,
    m32_repeats_lost_documents,
    m33_uses_fresh_keys,
    m35_sends_own_numbers,
    m37_voids_unapproved,
    m38_lists_no_voids,
    m39_revives_voided,
    m42_imports_voided_again,
    m46_loses_tax_mode,
    m49_shifts_issue_dates,
    m51_keeps_first_debtor,
    m54_imports_before_start,
    m56_ignores_edits_there,
    m58_wipes_own_fields,
    m62_allocates_twice,
    m64_keeps_removed_allocations,
    m66_ignores_refunds,
    m79_doubles_by_echo,
    m80_doubles_after_timeout,
    m81_misses_reversals,
    m82_sends_reversed_again,
    m84_merges_equal_payments,
    m89_pays_with_credits,
    m95_dates_payments_today,
    m99_shows_archived_as_active,
    m102_keys_accounts_by_code,
    m105_reconciles,
    m106_skips_equal_timestamps,
    m107_saves_cursor_early,
    m112_reads_first_page_only,
    m113_takes_429_for_done,
    m117_stops_at_poison,
    m123_echoes_for_ever,
    m124_mutes_for_seconds,
    m125_compares_whole_seconds,
    m132_shares_links,
    m133_calls_first_tenant,
    m142_forgets_due_date,
)
from scenarios.mutants.mutant import Mutant

MUTANTS: Final[tuple[Mutant, ...]] = (
    m01_forgets_links.MUTANT,
    m02_matches_by_name.MUTANT,
    m03_swallows_name_clash.MUTANT,
    m05_resurrects_archived.MUTANT,
    m07_omits_archived.MUTANT,
    m08_ignores_restore.MUTANT,
    m09_drops_unarchive.MUTANT,
    m11_overwrites_whole_record.MUTANT,
    m12_last_write_wins.MUTANT,
    m13_blanks_unknown_fields.MUTANT,
    m14_ignores_clearing.MUTANT,
    m16_ignores_merge.MUTANT,
    m21_pushes_drafts.MUTANT,
    m23_approves_what_awaits.MUTANT,
    m24_holds_back_what_awaits.MUTANT,
    m26_drops_approval_here.MUTANT,
    m27_drops_approval_there.MUTANT,
    m30_swallows_refusals.MUTANT,
    m31_sends_bills_as_sales.MUTANT,
    m32_repeats_lost_documents.MUTANT,
    m33_uses_fresh_keys.MUTANT,
    m35_sends_own_numbers.MUTANT,
    m37_voids_unapproved.MUTANT,
    m38_lists_no_voids.MUTANT,
    m39_revives_voided.MUTANT,
    m42_imports_voided_again.MUTANT,
    m46_loses_tax_mode.MUTANT,
    m49_shifts_issue_dates.MUTANT,
    m51_keeps_first_debtor.MUTANT,
    m54_imports_before_start.MUTANT,
    m56_ignores_edits_there.MUTANT,
    m58_wipes_own_fields.MUTANT,
    m62_allocates_twice.MUTANT,
    m64_keeps_removed_allocations.MUTANT,
    m66_ignores_refunds.MUTANT,
    m79_doubles_by_echo.MUTANT,
    m80_doubles_after_timeout.MUTANT,
    m81_misses_reversals.MUTANT,
    m82_sends_reversed_again.MUTANT,
    m84_merges_equal_payments.MUTANT,
    m89_pays_with_credits.MUTANT,
    m95_dates_payments_today.MUTANT,
    m99_shows_archived_as_active.MUTANT,
    m102_keys_accounts_by_code.MUTANT,
    m105_reconciles.MUTANT,
    m106_skips_equal_timestamps.MUTANT,
    m107_saves_cursor_early.MUTANT,
    m112_reads_first_page_only.MUTANT,
    m113_takes_429_for_done.MUTANT,
    m117_stops_at_poison.MUTANT,
    m123_echoes_for_ever.MUTANT,
    m124_mutes_for_seconds.MUTANT,
    m125_compares_whole_seconds.MUTANT,
    m132_shares_links.MUTANT,
    m133_calls_first_tenant.MUTANT,
    m142_forgets_due_date.MUTANT,
)
"""Every planted bug, in the order of the catalogue."""


def find_mutant(name: str) -> Mutant:
    """
    The planted bug with this id.

    Raises:
        KeyError: there is none; the argument says which ids there are.
    """
    for mutant in MUTANTS:
        if mutant.id == name:
            return mutant
    raise KeyError(f"no planted bug is called {name!r}: use {', '.join(m.id for m in MUTANTS)}")


__all__ = ["MUTANTS", "Mutant", "find_mutant"]
