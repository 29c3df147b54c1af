// The two systems, each call ending in one of three ways: an answer, a refusal, or nobody knows.
'use strict';

const { XeroClient } = require('xero-node');

const TRIES = 4;
const pause = (seconds) => new Promise((wake) => setTimeout(wake, seconds * 1000));

/** The system says no, and why: asking again does not help until something changes. */
class Refused extends Error {}

/** No answer came, or the record changed meanwhile: the next cycle will see. */
class Later extends Error {}

// Repeats a call until it is answered. A write may be repeated too: it carries its key each time.
async function insist(attempt, renew) {
  for (let tries = 1; ; tries += 1) {
    const { status, body, wait = 1 } = await attempt();
    if (status >= 200 && status < 300) return body;
    if (status === 412) throw new Later('it changed between our read and our write');
    if (status === 429) await pause(Number(wait) + 0.2); // a little more than asked, also before giving up
    if (tries === TRIES) throw new Later(`${status} after ${TRIES} tries`);
    if (status === 401) await renew();
    else if (status !== 429 && status >= 400 && status < 500) throw new Refused(wordsOf(body) || String(status));
  }
}

function wordsOf(body) {
  const problems = (body?.Elements || []).flatMap((row) => row.ValidationErrors || []);
  const fields = (body?.errors || []).map((row) => `${row.field}: ${row.message}`);
  const said = [...problems.map((row) => row.Message), ...fields];
  return said.join('; ') || body?.detail || body?.Detail || body?.Message || '';
}

async function token(url, app, form) {
  const basic = Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}` };
  return insist(() => send(url, { method: 'POST', headers, body: new URLSearchParams(form) }));
}

async function send(url, options) {
  try {
    const answer = await fetch(url, options);
    const wait = answer.headers.get('retry-after') || 1;
    if (answer.status === 429) return { status: 429, wait }; // its body may be cut: nobody needs it
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null, wait };
  } catch {
    return { status: 0 };
  }
}

/** Re-Leased, one company. */
class Released {
  constructor(given, company, memory) {
    Object.assign(this, { given, memory });
    this.base = `${given.api_url}/rl/v1/companies/${company}`;
  }

  call(method, path, { body, key, version } = {}) {
    const attempt = () => {
      const headers = { 'Content-Type': 'application/json' };
      headers.Authorization = `Bearer ${this.memory.releasedToken || this.given.access_token}`;
      if (key) headers['Idempotency-Key'] = key;
      if (version) headers['If-Match'] = `"${version}"`;
      return send(`${this.base}/${path}`, { method, headers, body: body && JSON.stringify(body) });
    };
    return insist(attempt, () => this.renew());
  }

  async all(path) {
    const rows = [];
    for (let page = 1, more = true; more; page += 1) {
      const join = path.includes('?') ? '&' : '?';
      const { items, hasMore } = await this.call('GET', `${path}${join}pageSize=100&page=${page}`);
      rows.push(...items);
      more = hasMore;
    }
    return rows;
  }

  async renew() {
    const url = `${this.given.api_url}/rl/oauth/token`;
    const found = await token(url, this.given, { grant_type: 'client_credentials' });
    this.memory.releasedToken = found.access_token;
    this.memory.save();
  }
}

/** Xero through xero-node, one organisation. */
class Xero {
  constructor(given, tenant, memory) {
    Object.assign(this, { given, tenant, memory });
    this.client = new XeroClient({ clientId: given.client_id, clientSecret: given.client_secret });
    this.client.accountingApi.basePath = `${given.api_url}/api.xro/2.0`;
    this.use();
  }

  use() {
    this.client.setTokenSet({ access_token: this.memory.xero?.access_token || this.given.access_token });
  }

  /** A method of the accounting API by its name; `key()` is what makes its repetition harmless. */
  call(name, ...args) {
    const attempt = async () => {
      try {
        const values = args.map((each) => (typeof each === 'function' ? each() : each));
        const answer = await this.client.accountingApi[name](this.tenant, ...values);
        return typeof answer.body === 'object' ? { status: 200, body: answer.body } : { status: 0 };
      } catch (error) {
        if (typeof error !== 'string') return { status: 0 };
        const { statusCode: status, body, headers } = JSON.parse(error).response;
        return { status, body, wait: headers['retry-after'] };
      }
    };
    return insist(attempt, () => this.renew());
  }

  // A refresh token is good once, so the new one is stored before anything else happens. Plain
  // HTTP, because xero-node has Xero's identity host written into it.
  async renew() {
    const spent = this.memory.xero?.refresh_token || this.given.refresh_token;
    const form = { grant_type: 'refresh_token', refresh_token: spent };
    this.memory.xero = await token(`${this.given.identity_url}/connect/token`, this.given, form);
    this.memory.save();
    this.use();
  }

  async all(kind) {
    const method = { contacts: 'getContacts', invoices: 'getInvoices', payments: 'getPayments' }[kind];
    const rows = [];
    for (let page = 1; ; page += 1) {
      const body = await this.call(method, ...PAGE[kind](page));
      if (!body[kind]) throw new Later(`half an answer to ${method}`);
      rows.push(...body[kind]);
      if (body[kind].length < 100) return rows;
    }
  }
}

const none = (count) => Array(count).fill(undefined);
const PAGE = {
  contacts: (page) => [...none(4), page, true],
  invoices: (page) => [...none(7), page],
  payments: (page) => [...none(3), page],
};

module.exports = { Later, Refused, Released, Xero };
