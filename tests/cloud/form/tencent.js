// Tencent Cloud: a client a service, requests as they are. The models are types alone, so that they are read from the
// client's declarations.
'use strict';
const fs = require('fs');

const folders = { vpc: 'v20170312', cvm: 'v20170312', clb: 'v20180317' };
const modules = {};

function load(service) {
  if (!modules[service]) {
    const path = `tencentcloud-sdk-nodejs/tencentcloud/services/${service}`;
    const models = require.resolve(path).replace(/index\.js$/, `${folders[service]}/${service}_models.d.ts`);
    modules[service] = { client: require(path)[service][folders[service]].Client, models: read(fs.readFileSync(models, 'utf8')) };
  }
  return modules[service];
}

// Each interface as its members: name, type, and whether it must be there.
function read(declarations) {
  const interfaces = {};
  const text = declarations.replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, name, body] of text.matchAll(/export (?:interface|declare type|type) (\w+)\s*=?\s*\{([^}]*)\}/g)) {
    interfaces[name] = {};
    for (const [, member, optional, type] of body.matchAll(/(\w+)(\?)?:\s*([^;]+);/g)) {
      interfaces[name][member] = { type: type.trim(), required: !optional };
    }
  }
  return interfaces;
}

function faults_of(models, type, value, path) {
  const list = type.match(/^Array<(.+)>$/);
  if (list) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((each, index) => faults_of(models, list[1], each, `${path}[${index}]`));
  }
  if (['string', 'number', 'boolean'].includes(type)) {
    const integer = type !== 'number' || Number.isInteger(value);
    return typeof value === type && integer ? [] : [`${path} is ${typeof value}, and the model says ${type}`];
  }
  const model = models[type];
  if (!model) return [`${path}: the client has no model ${type}`];
  const faults = Object.entries(value).flatMap(([key, each]) =>
    model[key] ? faults_of(models, model[key].type, each, `${path}.${key}`) : [`${path}.${key} is not in the model`]);
  for (const [key, member] of Object.entries(model)) {
    if (member.required && !(key in value)) faults.push(`${path}.${key} is required`);
  }
  return faults;
}

module.exports = {
  answer: { Response: { RequestId: 'test' } },
  faults: (call) => faults_of(load(call.service).models, `${call.action}Request`, call.request, call.action),
  send: (call, endpoint) => {
    const client = new (load(call.service).client)({
      credential: { secretId: 'none', secretKey: 'none' },
      region: call.region || 'ap-guangzhou',
      profile: { httpProfile: { protocol: 'http://', endpoint, reqTimeout: 5 } },
    });
    return client[call.action](call.request);
  },
  arrived: (got) => ({
    action: got.headers['x-tc-action'],
    version: got.headers['x-tc-version'],
    request: JSON.parse(got.body),
  }),
  emitted: ({ action, version, request }) => ({ action, version, request }),
};
