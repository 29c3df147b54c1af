// What xero-node is asked to do, a function per story.
'use strict';

const assert = require('node:assert/strict');
const { Desk, refusal } = require('./desk');

const HARD_NAMES = JSON.parse(process.env.HARD_NAMES);

async function it_goes_the_whole_way_through_the_consent_page() {
  const desk = await Desk.open({ clock: { scale: 1 } });
  const client = desk.newClient();
  await client.initialize();

  const back = await desk.consent(await client.buildConsentUrl());
  const tokens = await client.apiCallback(back);

  const claims = tokens.claims();
  assert.equal(claims.aud, desk.given.client_id);
  assert.equal(claims.email, 'alex.marlow@counterfoil.example');
  const [tenant] = await client.updateTenants();
  assert.equal(tenant.tenantId, desk.tenant);
  assert.equal(tenant.orgData.baseCurrency, 'GBP');
  const before = tokens.refresh_token;
  const renewed = await client.refreshToken();
  assert.notEqual(renewed.refresh_token, before);
  assert.equal(renewed.claims().sub, claims.sub);
  await client.revokeToken();
}

async function a_user_who_cancels_is_an_error_of_the_client() {
  const desk = await Desk.open({ clock: { scale: 1 } });
  const client = desk.newClient();
  await client.initialize();

  await assert.rejects(
    client.apiCallback('http://localhost:5000/callback?error=access_denied&state=a%20state'),
    /access_denied/,
  );
}

async function it_renews_a_spent_token() {
  const desk = await Desk.open();
  await desk.advance(1800);
  const refused = await refusal(desk.books.getContacts());
  assert.equal(refused.statusCode, 401);
  assert.match(refused.body.Detail, /^TokenExpired: token expired at 03\/02\/2026/);

  const { client_id: id, client_secret: secret, refresh_token: token } = desk.given;
  await desk.client.refreshWithRefreshToken(id, secret, token);

  assert.deepEqual((await desk.books.getContacts()).contacts, []);
}

async function it_asks_for_tokens_of_its_own() {
  const desk = await Desk.open();
  const scopes = ['accounting.contacts', 'accounting.settings'];
  const client = desk.newClient({ grantType: 'client_credentials', scopes });

  const tokens = await client.getClientCredentialsToken();

  assert.equal(tokens.refresh_token, undefined);
  const found = await client.accountingApi.getOrganisations('');
  assert.equal(found.body.organisations[0].organisationID, desk.tenant);
}

async function a_connection_is_listed_and_removed() {
  const desk = await Desk.open();
  const [tenant] = await desk.client.updateTenants(false);
  assert.equal(tenant.tenantId, desk.tenant);

  await desk.client.disconnect(tenant.id);

  assert.deepEqual(await desk.client.updateTenants(false), []);
  const refused = await refusal(desk.books.getContacts());
  assert.equal(refused.statusCode, 403);
}

async function contacts_are_made_changed_listed_filtered_and_paged() {
  const { books } = await Desk.open();
  const rows = [0, 1, 2, 3].map((number) => ({
    name: `Tenant ${number}`,
    emailAddress: `t${number}@example.org`,
    phones: [{ phoneType: 'MOBILE', phoneNumber: '07700 900000' }],
    contactPersons: [{ firstName: 'A', lastName: 'B' }],
  }));
  const { contacts: made } = await books.createContacts({ contacts: rows });

  const since = new Date('2026-03-02T00:00:00Z');
  const page = await books.getContacts(since, undefined, 'Name DESC', undefined, 2, false, false, undefined, 3);
  assert.deepEqual(page.contacts.map((row) => row.name), ['Tenant 0']);
  const one = await books.getContacts(undefined, 'EmailAddress=="t1@example.org"');
  assert.equal(one.contacts[0].contactID, made[1].contactID);
  const two = await books.getContacts(undefined, undefined, undefined, [made[0].contactID, made[3].contactID]);
  assert.equal(two.contacts.length, 2);
  const changed = await books.updateContact(made[0].contactID, { contacts: [{ firstName: 'Kim' }] });
  assert.equal(changed.contacts[0].firstName, 'Kim');
  const whole = await books.getContact(made[0].contactID);
  assert.equal(whole.contacts[0].contactPersons[0].lastName, 'B');
  assert.ok(whole.contacts[0].updatedDateUTC instanceof Date);
  await books.updateContact(made[0].contactID, { contacts: [{ contactStatus: 'ARCHIVED' }] });
  assert.equal((await books.getContacts()).contacts.length, 3);
}

async function a_refusal_carries_messages() {
  const desk = await Desk.open();
  await desk.contact();

  const refused = await refusal(desk.contact('ACME LTD'));
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body.Elements[0].ValidationErrors[0].Message, /^The contact name ACME LTD is/);
  const missing = await refusal(desk.books.getInvoice('nobody'));
  assert.equal(missing.statusCode, 404);
  assert.match(missing.body, /cannot be found/);
  const broken = await refusal(desk.books.getContacts(undefined, 'Nonsense==1'));
  assert.equal(broken.body.Type, 'QueryParseException');
  const both = await desk.books.createContacts({ contacts: [{ name: 'B' }, { name: 'b' }] }, false);
  assert.equal(both.contacts[0].statusAttributeString, 'OK');
  assert.equal(both.contacts[1].hasValidationErrors, true);
}

async function an_invoice_goes_from_draft_to_paid_and_back() {
  const desk = await Desk.open();
  const { books } = desk;
  const draft = await desk.invoice(null, { status: 'DRAFT', invoiceNumber: 'N-1' });
  const authorised = { invoices: [{ status: 'AUTHORISED', reference: 'R 1' }] };
  const { invoices: [approved] } = await books.updateInvoice(draft.invoiceID, authorised);
  assert.equal(approved.amountDue, 120);
  const listed = await books.getInvoices(
    new Date('2026-03-02T00:00:00Z'), 'AmountDue>0', 'InvoiceNumber ASC', [draft.invoiceID], ['N-1'],
    [draft.contact.contactID], ['AUTHORISED'], 1, true, false, 4, false, 50, 'N-1',
  );
  assert.equal(listed.invoices[0].lineItems[0].taxType, 'OUTPUT2');

  const payment = {
    invoice: { invoiceID: draft.invoiceID },
    account: { code: '090' },
    date: '2026-03-02',
    amount: 120,
  };
  const refused = await refusal(books.createPayment({ ...payment, amount: 120.01 }));
  assert.equal(refused.statusCode, 400);
  const { payments: [paid] } = await books.createPayment(payment);
  assert.equal(paid.invoice.status, 'PAID');
  assert.equal((await books.getPayments()).payments.length, 1);
  const { payments: [gone] } = await books.deletePayment(paid.paymentID, { status: 'DELETED' });
  assert.equal(gone.status, 'DELETED');
  const { invoices: [seen] } = await books.getInvoice('N-1');
  assert.equal(seen.status, 'AUTHORISED');
  const online = await books.getOnlineInvoice(draft.invoiceID);
  assert.match(online.onlineInvoices[0].onlineInvoiceUrl, /^http/);
}

async function a_key_replays_the_first_answer() {
  const desk = await Desk.open();
  const rows = { contacts: [{ name: 'Once' }] };

  const first = await desk.books.createContacts(rows, true, 'made-once');
  const again = await desk.books.createContacts(rows, true, 'made-once');

  assert.equal(first.contacts[0].contactID, again.contacts[0].contactID);
}

async function a_credit_note_is_allocated_and_taken_off() {
  const desk = await Desk.open();
  const { books } = desk;
  const owed = await desk.invoice();
  const row = {
    type: 'ACCRECCREDIT',
    contact: { contactID: owed.contact.contactID },
    date: '2026-03-02',
    status: 'AUTHORISED',
    lineAmountTypes: 'NoTax',
    lineItems: [{ description: 'Back', quantity: 1, unitAmount: 50, accountCode: '200' }],
  };
  const { creditNotes: [note] } = await books.createCreditNotes({ creditNotes: [row] });
  const allocation = { invoice: { invoiceID: owed.invoiceID }, amount: 30, date: '2026-03-02' };

  await books.createCreditNoteAllocation(note.creditNoteID, { allocations: [allocation] });

  const { creditNotes: [seen] } = await books.getCreditNote(note.creditNoteID);
  assert.equal(seen.remainingCredit, 20);
  assert.equal((await books.getInvoice(owed.invoiceID)).invoices[0].amountCredited, 30);
  await books.deleteCreditNoteAllocations(note.creditNoteID, seen.allocations[0].allocationID);
  assert.equal((await books.getInvoice(owed.invoiceID)).invoices[0].amountDue, 120);
}

async function money_at_the_bank_is_spent_and_kept_as_credit() {
  const desk = await Desk.open();
  const { books } = desk;
  const contact = await desk.contact();
  const common = {
    contact: { contactID: contact.contactID },
    bankAccount: { code: '090' },
    date: '2026-03-02',
  };
  const line = { description: 'Fee', quantity: 1, unitAmount: 40 };
  const spend = { type: 'SPEND', lineItems: [{ ...line, accountCode: '404' }], ...common };
  const over = {
    type: 'RECEIVE-OVERPAYMENT',
    lineAmountTypes: 'NoTax',
    lineItems: [{ ...line, accountCode: '610' }],
    ...common,
  };

  await books.createBankTransactions({ bankTransactions: [spend, over] });

  assert.equal((await books.getBankTransactions()).bankTransactions.length, 2);
  const { overpayments: [credit] } = await books.getOverpayments();
  assert.equal(credit.remainingCredit, 40);
  const owed = await desk.invoice(contact);
  const allocation = { invoice: { invoiceID: owed.invoiceID }, amount: 40, date: '2026-03-02' };
  await books.createOverpaymentAllocations(credit.overpaymentID, { allocations: [allocation] });
  assert.equal((await books.getInvoice(owed.invoiceID)).invoices[0].amountDue, 80);
}

async function settings_are_read_and_written() {
  const { books } = await Desk.open();
  const made = await books.createAccount({ code: 'C-201', name: 'Car park', type: 'REVENUE' });
  const found = await books.getAccounts(undefined, 'Code=="C-201"');
  assert.equal(found.accounts[0].accountID, made.accounts[0].accountID);
  await books.deleteAccount(made.accounts[0].accountID);
  const components = [{ name: 'VAT', rate: 10, isCompound: false }];
  const rate = { name: 'Half', reportTaxType: 'OUTPUT', taxComponents: components };
  const { taxRates: [half] } = await books.createTaxRates({ taxRates: [rate] });
  assert.equal(half.effectiveRate, 10);
  for (const each of (await books.getTrackingCategories()).trackingCategories) {
    await books.deleteTrackingCategory(each.trackingCategoryID);
  }
  const { trackingCategories: [category] } = await books.createTrackingCategory({ name: 'Estate' });
  await books.createTrackingOptions(category.trackingCategoryID, { name: '1 High Street' });
  const { trackingCategories: [seen] } = await books.getTrackingCategories();
  assert.equal(seen.options[0].name, '1 High Street');
  const { items: [item] } = await books.createItems({ items: [{ code: 'RENT', name: 'Rent' }] });
  await books.deleteItem(item.itemID);
  assert.deepEqual((await books.getItems()).items, []);
  assert.equal((await books.getCurrencies()).currencies[0].code, 'GBP');
  assert.ok(Array.isArray((await books.getUsers()).users));
}

async function contact_groups_gather_contacts() {
  const desk = await Desk.open();
  const { contactID } = await desk.contact();
  const made = await desk.books.createContactGroup({ contactGroups: [{ name: 'Landlords' }] });
  const { contactGroupID } = made.contactGroups[0];

  await desk.books.createContactGroupContacts(contactGroupID, { contacts: [{ contactID }] });

  const { contactGroups: [group] } = await desk.books.getContactGroup(contactGroupID);
  assert.equal(group.contacts[0].name, 'Acme Ltd');
}

async function files_with_hard_names_come_back_whole() {
  const desk = await Desk.open();
  const content = Buffer.from(Array.from({ length: 256 }, (_, number) => number));
  for (const name of HARD_NAMES) {
    const { invoiceID } = await desk.invoice(await desk.contact(`For ${HARD_NAMES.indexOf(name)}`));
    await desk.books.createInvoiceAttachmentByFileName(invoiceID, name, content, true);
    const { attachments: [listed] } = await desk.books.getInvoiceAttachments(invoiceID);
    assert.equal(listed.fileName, name);
    assert.equal(listed.mimeType, 'application/pdf');
    const back = await desk.books.getInvoiceAttachmentByFileName(invoiceID, name, 'application/pdf');
    assert.ok(content.equals(Buffer.from(back)), name);
  }
}

async function a_note_is_added_to_the_history() {
  const desk = await Desk.open();
  const { invoiceID } = await desk.invoice();

  await desk.books.createInvoiceHistory(invoiceID, { historyRecords: [{ details: 'Called them' }] });

  const { historyRecords } = await desk.books.getInvoiceHistory(invoiceID);
  assert.ok(historyRecords.some((row) => row.details === 'Called them'));
}

async function a_limit_is_an_error_with_its_headers() {
  const desk = await Desk.open({ switches: { limits: 'on' } });
  for (let count = 0; count < 60; count += 1) await desk.books.getCurrencies();

  const refused = await refusal(desk.books.getCurrencies());

  assert.equal(refused.statusCode, 429);
  assert.equal(refused.headers['x-rate-limit-problem'], 'minute');
  assert.ok(Number(refused.headers['retry-after']) <= 60);
  await desk.advance(60);
  assert.equal((await desk.books.getCurrencies()).currencies.length, 1);
}

async function more_than_five_calls_at_once_are_too_many() {
  const desk = await Desk.open({ switches: { limits: 'on' }, clock: { scale: 1000 } });
  await desk.fault('delay', { seconds: 1500 }, { path: '*/Currencies', times: 5 });

  const calls = Array.from({ length: 5 }, () => desk.books.getCurrencies());
  let waiting = 0;
  while (waiting < 5) waiting = (await desk.control('GET', 'faults')).faults[0].seen;
  const refused = await refusal(desk.books.getOrganisations());

  assert.equal(refused.headers['x-rate-limit-problem'], 'concurrent');
  assert.equal(refused.headers['retry-after'], undefined);
  const answers = await Promise.all(calls);
  assert.ok(answers.every((answer) => answer.currencies.length === 1));
}

async function a_failing_server_is_an_error_with_its_status() {
  const desk = await Desk.open();
  for (const status of [500, 503]) {
    await desk.fault('status', { status });
    assert.equal((await refusal(desk.books.getContacts())).statusCode, status);
  }
}

module.exports = {
  it_goes_the_whole_way_through_the_consent_page,
  a_user_who_cancels_is_an_error_of_the_client,
  it_renews_a_spent_token,
  it_asks_for_tokens_of_its_own,
  a_connection_is_listed_and_removed,
  contacts_are_made_changed_listed_filtered_and_paged,
  a_refusal_carries_messages,
  an_invoice_goes_from_draft_to_paid_and_back,
  a_key_replays_the_first_answer,
  a_credit_note_is_allocated_and_taken_off,
  money_at_the_bank_is_spent_and_kept_as_credit,
  settings_are_read_and_written,
  contact_groups_gather_contacts,
  files_with_hard_names_come_back_whole,
  a_note_is_added_to_the_history,
  a_limit_is_an_error_with_its_headers,
  more_than_five_calls_at_once_are_too_many,
  a_failing_server_is_an_error_with_its_status,
};
