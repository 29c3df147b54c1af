// A small honest sync: contacts both ways, invoices, bills and payments from Re-Leased to Xero.
//
// It reads everything in each cycle, so it needs no cursor; it writes only what changed. Links are
// kept in `memory` (a file) and in Re-Leased's externalId. What a system refuses is told to people
// in the sync results, and tried again when something has changed.
'use strict';

const { createHash, randomUUID } = require('node:crypto');
const c = require('./contact');
const { Later, Refused, Released, Xero } = require('./systems');

const DOCUMENTS = { IncomeInvoice: 'ACCREC', ExpenseInvoice: 'ACCPAY' };
const BUG = process.env.BUG || '';
const plants = (bug) => BUG === bug;
const SENT = plants('drafts') ? ['Draft', 'Approved', 'Paid'] : ['Approved', 'Paid'];

class Pairing {
  constructor(pairing, connection, memory) {
    const { company_id: company, tenant_id: tenant, sync_from: since } = pairing;
    Object.assign(this, { company, since, memory });
    this.wins = connection.policy?.conflict === 'xero' ? 'xero' : 'released';
    this.released = new Released(connection.released, company, memory);
    this.xero = new Xero(connection.xero, tenant, memory);
    // By Re-Leased's id: what is linked, what was being sent when we last heard, what was refused.
    const empty = { contacts: {}, invoices: {}, payments: {}, sending: {}, refused: {} };
    this.book = memory.books[company] = memory.books[company] || empty;
  }

  async cycle() {
    const reading = ['contacts?includeArchived=true', 'invoices', 'payments'];
    const [ours, theirs] = await Promise.all([
      inTurn(reading, (path) => this.released.all(path)),
      inTurn(['contacts', 'invoices', 'payments'], (kind) => this.xero.all(kind)),
    ]);
    this.news = theirs.flat().reduce((latest, row) => Math.max(latest, savedAt(row)), 0);
    await this.contacts(ours[0], theirs[0]);
    await this.invoices(ours[1], theirs[1]);
    await this.payments(ours[2], theirs[2]);
  }

  // Contacts.

  async contacts(ours, theirs) {
    const links = this.book.contacts;
    const xero = new Map(theirs.map((row) => [row.contactID, row]));
    for (const row of ours) {
      const twin = this.twinOf(row, theirs);
      if (!links[row.id] && twin) this.link(row, twin);
      if (links[row.id]) await this.settle(row, xero.get(links[row.id].xero), links[row.id]);
      else if (row.status === 'Active') await this.pushContact(row);
    }
    const linked = new Set(Object.values(links).map((link) => link.xero));
    for (const row of theirs) {
      if (!linked.has(row.contactID) && row.contactStatus === 'ACTIVE') await this.pullContact(row);
    }
  }

  marker(row) {
    return `RL-${this.company}-${row.id}`;
  }

  // Search before create: a copy whose creation was never answered carries the other one's id.
  twinOf(row, theirs) {
    return theirs.find((one) => one.contactID === row.externalId || one.contactNumber === this.marker(row));
  }

  link(row, twin) {
    const sent = this.book.sending[twin.contactID] || this.book.sending[`contact ${row.id}`] || {};
    this.book.contacts[row.id] = { xero: twin.contactID, base: sent, active: true, agreed: 0, ours: 0, theirs: 0 };
    this.memory.save();
  }

  async pushContact(row) {
    const seen = c.pictureOfReleased(row);
    const body = { ...c.bodyForXero(c.filled(seen), seen), contactNumber: this.marker(row) };
    const about = { entity: 'contact', recordId: row.id, direction: 'Outgoing' };
    await this.attempt(`contact ${row.id}`, about, `${row.version} ${this.news}`, async (key) => {
      this.remember(`contact ${row.id}`, seen);
      const made = await this.xero.call('createContacts', { contacts: [body] }, undefined, key(body));
      this.link(row, made.contacts[0]);
      await this.name(row, made.contacts[0].contactID);
    });
  }

  async pullContact(row) {
    const seen = c.pictureOfXero(row);
    const body = { ...c.bodyForReleased(c.filled(seen), seen), externalId: row.contactID };
    const about = { entity: 'contact', externalId: row.contactID, direction: 'Incoming' };
    await this.attempt(row.contactID, about, String(savedAt(row)), async (key) => {
      this.remember(row.contactID, seen);
      const made = await this.released.call('POST', 'contacts', { body, key: key(body)() });
      this.link(made, row);
    });
  }

  async name(row, externalId, kind = 'contacts', more = {}) {
    return this.released.call('PATCH', `${kind}/${row.id}`, { body: { externalId, ...more } });
  }

  // Two linked contacts are compared with what they last agreed on, unit by unit.
  async settle(ours, theirs, link) {
    if (!theirs || ours.version < link.ours || savedAt(theirs) < link.theirs) return; // a stale read
    const about = { entity: 'contact', recordId: ours.id, externalId: link.xero };
    const print = `${ours.version} ${savedAt(theirs)} ${this.news}`;
    if (ours.externalId !== link.xero) {
      await this.attempt(`name ${ours.id}`, { ...about, direction: 'Incoming' }, print, () => this.name(ours, link.xero));
      return; // it has a new version now: the rest is for the next cycle
    }
    await this.settleStatus(ours, theirs, link, about, print);
    const [here, there] = [c.pictureOfReleased(ours), c.pictureOfXero(theirs)];
    const { toXero, toReleased } = this.verdict(here, there, link, ours, theirs);
    if (toReleased.length) {
      await this.attempt(`pull ${ours.id}`, { ...about, direction: 'Incoming' }, print, async () => {
        const body = c.bodyForReleased(toReleased, there, ours);
        const made = await this.released.call('PATCH', `contacts/${ours.id}`, { body, version: ours.version });
        this.agree(link, toReleased, there, { ours: made.version });
      });
    }
    if (toXero.length) {
      await this.attempt(`push ${ours.id}`, { ...about, direction: 'Outgoing' }, print, async () => {
        const body = { contactID: link.xero, ...c.bodyForXero(toXero, here) };
        const made = await this.xero.call('updateContact', link.xero, { contacts: [body] });
        this.agree(link, toXero, here, { theirs: savedAt(made.contacts[0]) });
      });
    }
    this.memory.save();
  }

  verdict(here, there, link, ours, theirs) {
    const [toXero, toReleased] = [[], []];
    for (const unit of Object.keys(here)) {
      if (c.isSame(unit, here, there)) link.base[unit] = here[unit];
      else if (c.isSame(unit, here, link.base)) toReleased.push(unit);
      else if (c.isSame(unit, there, link.base) || this.wins === 'released') toXero.push(unit);
      else toReleased.push(unit);
    }
    if (plants('lost-update') && toXero.length) return { toXero: Object.keys(here), toReleased: [] };
    if (plants('echo')) { // takes its own writes for news
      const [isNewHere, isNewThere] = [link.seenHere !== ours.version, link.seenThere !== savedAt(theirs)];
      Object.assign(link, { seenHere: ours.version, seenThere: savedAt(theirs) });
      return { toXero: isNewHere ? Object.keys(here) : [], toReleased: !isNewHere && isNewThere ? ['name'] : [] };
    }
    return { toXero, toReleased };
  }

  agree(link, units, seen, newer) {
    for (const unit of units) link.base[unit] = seen[unit];
    Object.assign(link, newer);
    this.memory.save();
  }

  // Archiving starts in Xero; bringing back starts on either side. Xero takes no edits of an archived
  // contact: one that was saved again since both agreed was restored and archived anew, and stays so.
  async settleStatus(ours, theirs, link, about, print) {
    const [here, there] = [ours.status === 'Active', theirs.contactStatus === 'ACTIVE'];
    const isBroughtBack = !link.active && savedAt(theirs) === link.agreed;
    if (here === there) Object.assign(link, { active: here, agreed: savedAt(theirs) });
    else if (here && (isBroughtBack || plants('resurrect'))) {
      await this.attempt(`restore ${ours.id}`, { ...about, direction: 'Outgoing' }, print, async () => {
        await this.restore(ours, link);
        link.active = true;
      });
    } else if (here || !link.active) {
      const verb = there ? 'unarchive' : 'archive';
      await this.attempt(`${verb} ${ours.id}`, { ...about, direction: 'Incoming' }, print, async () => {
        const body = await this.released.call('POST', `contacts/${ours.id}/${verb}`, { version: ours.version });
        ours.version = body.version;
        Object.assign(link, { active: there, agreed: savedAt(theirs) });
      });
    }
  }

  async restore(ours, link) {
    const body = { contactID: link.xero, contactStatus: 'ACTIVE' };
    try {
      await this.xero.call('updateContact', link.xero, { contacts: [body] });
    } catch (error) {
      if (error instanceof Refused) await this.released.call('POST', `contacts/${ours.id}/archive`);
      throw error;
    }
  }

  // Documents and payments, from Re-Leased to Xero.

  async invoices(ours, theirs) {
    const links = this.book.invoices;
    const linked = new Set(Object.values(links));
    for (const row of ours) {
      if (!DOCUMENTS[row.kind] || row.issueDate < this.since) continue;
      if (!links[row.id] && !SENT.includes(row.status)) continue;
      const about = { entity: 'document', recordId: row.id, direction: 'Outgoing' };
      await this.attempt(`invoice ${row.id}`, about, `${row.version} ${this.news}`, async (key) => {
        const id = links[row.id] || row.externalId;
        let twin = theirs.find((one) => one.invoiceID === id);
        if (!id) {
          const body = await this.invoiceFor(row);
          const isIt = (one) => !linked.has(one.invoiceID) && isCopy(one, body);
          twin = this.book.sending[`invoice ${row.id}`] && theirs.find(isIt);
          this.remember(`invoice ${row.id}`, true);
          const send = () => this.xero.call('createInvoices', { invoices: [body] }, undefined, 4, key(body));
          twin = twin || (await send()).invoices[0];
        }
        if (!twin) return;
        links[row.id] = twin.invoiceID;
        this.memory.save();
        const number = { externalNumber: twin.invoiceNumber };
        if (row.externalId !== twin.invoiceID) await this.name(row, twin.invoiceID, 'invoices', number);
      });
    }
  }

  async invoiceFor(row) {
    const contact = this.book.contacts[row.contactId];
    if (!contact) throw new Refused('its contact is not in Xero');
    const lineItems = [];
    for (const line of row.lines) {
      lineItems.push({
        description: line.description, quantity: Number(line.quantity), unitAmount: Number(line.unitPrice),
        accountCode: line.accountCode, taxType: line.taxType, taxAmount: Number(line.taxAmount),
        tracking: await this.trackingFor(line.tracking),
      });
    }
    return {
      type: DOCUMENTS[row.kind], contact: { contactID: contact.xero }, date: row.issueDate, dueDate: row.dueDate || undefined,
      status: 'AUTHORISED', lineAmountTypes: row.taxMode, reference: row.reference || undefined, lineItems,
    };
  }

  // Re-Leased's options carry the ids that they have in Xero.
  async trackingFor(rows) {
    if (!rows.length) return [];
    const found = [];
    const categories = await this.released.all('tracking-categories');
    for (const { categoryId, optionId } of rows) {
      const options = await this.released.all(`tracking-categories/${categoryId}/options`);
      found.push({
        trackingCategoryID: categories.find((one) => one.id === categoryId)?.externalId,
        trackingOptionID: options.find((one) => one.id === optionId)?.externalId,
      });
    }
    return found;
  }

  async payments(ours, theirs) {
    const links = this.book.payments;
    for (const row of ours) {
      const invoiceID = this.book.invoices[row.documentId];
      if (links[row.id] || row.externalId || row.status !== 'Applied' || !invoiceID || row.date < this.since) continue;
      const body = {
        invoice: { invoiceID }, account: { code: row.accountCode }, date: row.date, amount: Number(row.amount),
      };
      const about = { entity: 'payment', recordId: row.id, direction: 'Outgoing' };
      await this.attempt(`payment ${row.id}`, about, `${row.version} ${this.news}`, async (key) => {
        const made = this.sentBefore(row, body, theirs)
          || (await this.xero.call('createPayments', { payments: [body] }, undefined, key(body))).payments[0];
        links[row.id] = made.paymentID;
        this.memory.save();
      });
      if (links[row.id]) await this.name(row, links[row.id], 'payments');
    }
  }

  // Two equal payments are two: only one that was not there when we sent ours can be ours.
  sentBefore(row, body, theirs) {
    const linked = Object.values(this.book.payments);
    const there = theirs.filter((one) => one.invoice.invoiceID === body.invoice.invoiceID);
    const before = this.book.sending[`payment ${row.id}`];
    if (!before) this.remember(`payment ${row.id}`, there.map((one) => one.paymentID));
    if (!before || plants('double-payment')) return undefined;
    return there.find((one) => !before.includes(one.paymentID) && !linked.includes(one.paymentID)
      && one.amount === body.amount && day(one.date) === body.date);
  }

  // Trying, and telling.

  remember(name, value) {
    this.book.sending[name] = value;
    this.memory.save();
  }

  // What was refused is not tried again before something changed (`print`), and then with a new key.
  async attempt(name, about, print, work) {
    const old = this.book.refused[name];
    if (old?.print === print) return;
    const isCareless = plants('double-payment') && about.entity === 'payment';
    const key = (body) => () => (isCareless ? randomUUID() : digest([this.company, name, body, old?.tries]));
    try {
      await work(key);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const body = { ...about, reason: error.message };
      const { id } = await this.released.call('POST', 'sync-records', { body });
      this.book.refused[name] = { print, tries: (old?.tries || 0) + 1, record: id };
      this.memory.save();
      return;
    }
    if (!old) return;
    await this.released.call('POST', `sync-records/${old.record}/resolve`);
    delete this.book.refused[name];
    this.memory.save();
  }
}

// One call at a time to each system: when it says "too many", no other call is under way.
async function inTurn(things, read) {
  const found = [];
  for (const thing of things) found.push(await read(thing));
  return found;
}

const savedAt = (row) => new Date(row.updatedDateUTC).getTime(); // Xero's milliseconds count
const day = (date) => String(new Date(date).toISOString()).slice(0, 10);
const digest = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 40);

function isCopy(one, body) {
  const texts = (rows) => JSON.stringify(rows.map((row) => [row.description, row.unitAmount]));
  return one.contact.contactID === body.contact.contactID && one.type === body.type
    && day(one.date) === body.date && texts(one.lineItems || []) === texts(body.lineItems);
}

class Sync {
  constructor(connection, memory) {
    this.pairings = connection.pairings.map((pairing) => new Pairing(pairing, connection, memory));
  }

  /** True when all is done; false when it should be called again. */
  async cycle() {
    let isComplete = true;
    for (const pairing of this.pairings) {
      try {
        await pairing.cycle();
      } catch (error) {
        if (!(error instanceof Later)) throw error;
        isComplete = false;
      }
    }
    return isComplete;
  }
}

module.exports = { Sync };
