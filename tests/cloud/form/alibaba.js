// Alibaba Cloud: requests by the API's own names, which the client flattens into a query ("Permissions.1.Policy"). It
// drops names that it does not know and turns numbers into text, so both are looked at before.
'use strict';
const fs = require('fs');

let ecs = null;
const client = () => (ecs = ecs || require('@alicloud/ecs20140526'));

// The members that a model's documents call required.
function required_of(model) {
  const folder = require.resolve('@alicloud/ecs20140526').replace(/client\.js$/, 'models/');
  const text = fs.readFileSync(`${folder}${model}.d.ts`, 'utf8');
  const own = text.slice(text.lastIndexOf('export declare class'));
  const names = client()[model].names();
  return [...own.matchAll(/This parameter is required\.(?:(?!\*\/)[\s\S])*\*\/\s*(\w+)\?/g)].map(([, name]) => names[name]);
}

// The request as the client's model; what is unknown or of another type goes to `faults`.
function modelled(model, value, path, faults) {
  const names = model.names();
  const types = model.types();
  const members = {};
  for (const [key, each] of Object.entries(value)) {
    const member = Object.keys(names).find((name) => names[name] === key);
    if (!member) {
      faults.push(`${path}.${key} is not in the model`);
      continue;
    }
    const type = types[member];
    const nested = type && type.type === 'array' && type.itemType.names ? type.itemType : null;
    if (type && type.type === 'array' && !Array.isArray(each)) faults.push(`${path}.${key} is no list`);
    if (typeof type === 'string' && typeof each !== type) {
      faults.push(`${path}.${key} is ${typeof each}, and the model says ${type}`);
    }
    members[member] = nested
      ? each.map((item, index) => new nested(modelled(nested, item, `${path}.${key}[${index}]`, faults)))
      : each;
  }
  return members;
}

function flattened(value, path = '', query = {}) {
  for (const [key, each] of Object.entries(value)) {
    const step = Array.isArray(value) ? `${path}.${Number(key) + 1}` : path ? `${path}.${key}` : key;
    if (each && typeof each === 'object') flattened(each, step, query);
    else query[step] = String(each);
  }
  return query;
}

module.exports = {
  answer: { RequestId: 'test' },
  faults: (call) => {
    const model = client()[`${call.action}Request`];
    if (!model) return [`the client has no ${call.action}`];
    const faults = [];
    modelled(model, call.request, call.action, faults);
    for (const key of required_of(`${call.action}Request`)) {
      if (!(key in call.request)) faults.push(`${call.action}.${key} is required`);
    }
    return faults;
  },
  send: (call, endpoint) => {
    const model = client()[`${call.action}Request`];
    const connection = new (client().default)({
      accessKeyId: 'none',
      accessKeySecret: 'none',
      endpoint,
      protocol: 'HTTP',
      regionId: 'cn-hangzhou',
    });
    return connection[call.action[0].toLowerCase() + call.action.slice(1)](new model(modelled(model, call.request, '', [])));
  },
  arrived: (got) => ({
    action: got.headers['x-acs-action'],
    version: got.headers['x-acs-version'],
    request: Object.fromEntries(new URL(got.url, 'http://server').searchParams),
  }),
  emitted: ({ action, version, request }) => ({ action, version, request: flattened(request) }),
};
