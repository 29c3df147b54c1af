// What a story is given: a world of its own, and xero-node pointed at it by base addresses alone.
'use strict';

const axios = require('axios');
const { Issuer } = require('openid-client');
const { XeroClient } = require('xero-node');

const { CONTROL, XERO } = process.env;
const HOSTS = ['https://identity.xero.com', 'https://api.xero.com'];
const SCOPES = ['openid profile email offline_access', 'accounting.contacts', 'accounting.invoices',
  'accounting.settings'].join(' ');

// Two hosts are written into the package: requests to them are sent to the simulator instead.
axios.interceptors.request.use((config) => {
  const host = HOSTS.find((each) => config.url.startsWith(each));
  return host ? { ...config, url: XERO + config.url.slice(host.length) } : config;
});
const discover = Issuer.discover;
Issuer.discover = () => discover.call(Issuer, XERO);

async function control(method, path, body) {
  const answer = await fetch(`${CONTROL}/_control${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

class Desk {
  static async open(recipe = {}) {
    const switches = { limits: 'off', ...recipe.switches };
    const connection = await control('POST', '/worlds', { ...recipe, switches });
    return new Desk(connection);
  }

  constructor(connection) {
    this.world = connection.world;
    this.given = connection.xero;
    this.tenant = this.given.organisations[0].tenant_id;
    this.client = this.newClient();
    this.client.setTokenSet({
      access_token: this.given.access_token,
      refresh_token: this.given.refresh_token,
      token_type: 'Bearer',
      expires_in: 1800,
    });
    // The accounting calls of this world's organisation, without the tenant.
    this.books = new Proxy(this.client.accountingApi, {
      get: (api, name) => (...rest) => api[name](this.tenant, ...rest).then((answer) => answer.body),
    });
  }

  newClient(more = {}) {
    const client = new XeroClient({
      clientId: this.given.client_id,
      clientSecret: this.given.client_secret,
      redirectUris: ['http://localhost:5000/callback'],
      scopes: SCOPES.split(' '),
      state: 'a state',
      ...more,
    });
    client.accountingApi.basePath = `${XERO}/api.xro/2.0`;
    return client;
  }

  control(method, path, body) {
    return control(method, `/worlds/${this.world}/${path}`, body);
  }

  advance(seconds) {
    return this.control('POST', 'clock', { advance_s: seconds });
  }

  fault(kind, fields = {}, match = {}) {
    const entry = { match: { system: 'xero', ...match }, action: { kind, ...fields } };
    return this.control('POST', 'faults', entry);
  }

  // A person allows what a page asks for; the address to which the browser is sent back.
  async consent(address) {
    const { origin, pathname, searchParams } = new URL(address);
    searchParams.append('tenant', this.tenant);
    searchParams.append('decision', 'allow');
    const answer = await fetch(origin + pathname, {
      method: 'POST',
      body: searchParams,
      redirect: 'manual',
    });
    return answer.headers.get('location');
  }

  async contact(name = 'Acme Ltd') {
    const made = await this.books.createContacts({ contacts: [{ name }] });
    return made.contacts[0];
  }

  // An approved invoice of 120.00.
  async invoice(contact, fields = {}) {
    const { contactID } = contact || (await this.contact());
    const row = {
      type: 'ACCREC',
      contact: { contactID },
      date: '2026-03-01',
      dueDate: '2026-03-31',
      status: 'AUTHORISED',
      lineItems: [{ description: 'Rent', quantity: 1, unitAmount: 100, accountCode: '200' }],
      ...fields,
    };
    const made = await this.books.createInvoices({ invoices: [row] });
    return made.invoices[0];
  }
}

// How a call is refused: xero-node rejects with a text that is JSON.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    const found = typeof error === 'string' ? JSON.parse(error) : error;
    return found.response;
  }
  throw new Error('the call was not refused');
}

module.exports = { Desk, refusal };
