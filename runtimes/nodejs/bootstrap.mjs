// Runs a Node.js function in the sandbox: asks Lambda's Runtime API for events, gives them to the handler, and
// answers. Our own writing; node: modules only. Interface: Lambda developer guide, "Using the Lambda runtime API for
// custom runtimes" and "Define Lambda function handler in Node.js".
import {createRequire, syncBuiltinESMExports} from 'node:module';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import util from 'node:util';
import {pathToFileURL, urlToHttpOptions} from 'node:url';
import {AsyncLocalStorage} from 'node:async_hooks';

const env = process.env;
const [apiHost, apiPort] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const invocation = new AsyncLocalStorage();
let currentRequestId = '';

// ---- the Runtime API --------------------------------------------------------------------------------------

function callRuntimeApi(method, resource, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: apiHost, port: apiPort, agent, method, path: `/2018-06-01/runtime/${resource}`,
      headers: body === undefined ? headers : {...headers, 'content-length': Buffer.byteLength(body)},
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        resolve({status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8')});
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function errorBody(error) {
  if (error instanceof Error || (error && error.stack && error.message !== undefined)) {
    return {
      errorType: error.name || 'Error',
      errorMessage: String(error.message),
      trace: String(error.stack || '').split('\n'),
    };
  }
  return {errorType: typeof error, errorMessage: String(error), trace: []};
}

async function report(resource, error) {
  const body = errorBody(error);
  await callRuntimeApi('POST', resource, JSON.stringify(body), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': body.errorType,
  });
}

// ---- the log ----------------------------------------------------------------------------------------------

const LEVELS = {trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL'};
const RANKS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const leastLevel = Math.max(0, RANKS.indexOf((env.AWS_LAMBDA_LOG_LEVEL || 'TRACE').toUpperCase()));
const asJson = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';

function logLine(level, args) {
  const requestId = invocation.getStore() || currentRequestId || undefined;
  const timestamp = new Date().toISOString();
  if (asJson) {
    const error = args.find((arg) => arg instanceof Error);
    const line = {timestamp, level, requestId, message: args.length === 1 && !error ? args[0] : util.format(...args)};
    if (error) Object.assign(line, {errorType: error.name, errorMessage: error.message, stackTrace: String(error.stack).split('\n')});
    try {
      return JSON.stringify(line);
    } catch {
      return JSON.stringify({...line, message: util.format(...args)});
    }
  }
  // Lambda keeps a record of several lines as one event; here it travels as one line, with carriage returns in it.
  return `${timestamp}\t${requestId}\t${level}\t${util.format(...args)}`.replace(/\r?\n/g, '\r');
}

// Node.js makes the pipe non-blocking when process.stdout is first used; what is written must not be lost when it is full, nor
// when the process exits. A child process that has the pipe too can do the same at any time.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function writeOut(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, 1);
    }
  }
}

for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...args) => {
    if (RANKS.indexOf(level) < leastLevel) return;
    writeOut(logLine(level, args) + '\n');
  };
}

// ---- answers to CloudFormation ----------------------------------------------------------------------------

// Who answers a custom resource by the host and the path of its ResponseURL alone, at port 443, as AWS's own examples do, finds
// nobody where the sandbox listens on another port without TLS. Those requests are sent to the sandbox's endpoint.
const RESPONSE_PATH = '/cloudformation-custom-resource-response-';
const endpoint = parseUrl(env.AWS_ENDPOINT_URL);

function parseUrl(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;  // the function's owner may set anything
  }
}

/** The arguments of http.request() for those of an https.request() that answers CloudFormation; undefined for any other. */
function answerArguments([first, ...rest]) {
  const options = {};
  if (typeof first === 'string' || first instanceof URL) {
    const more = typeof rest[0] === 'object' ? rest.shift() : {};
    Object.assign(options, urlToHttpOptions(parseUrl(first) ?? {}), more);
  } else {
    Object.assign(options, first);
  }
  const host = String(options.hostname || options.host || '').replace(/^\[|\]$/g, '');
  const isAnswer = host === endpoint.hostname.replace(/^\[|\]$/g, '') && [undefined, null, '', 443, '443'].includes(options.port) &&
    String(options.path).startsWith(RESPONSE_PATH);
  if (!isAnswer) return undefined;
  for (const name of ['agent', 'host', 'defaultPort', '_defaultAgent']) delete options[name];
  return [{...options, protocol: 'http:', hostname: host, port: endpoint.port || 80}, ...rest];
}

if (endpoint?.protocol === 'http:') {
  const {request} = https;
  https.request = (...args) => {
    const redirected = args[0] && answerArguments(args);
    return redirected ? http.request(...redirected) : request(...args);
  };
  https.get = (...args) => {
    const sent = https.request(...args);
    sent.end();
    return sent;
  };
  syncBuiltinESMExports();
}

// ---- the handler ------------------------------------------------------------------------------------------

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

const requireFromTask = createRequire(path.join(env.LAMBDA_TASK_ROOT, 'index.js'));

async function loadModule(file) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const candidate = path.resolve(env.LAMBDA_TASK_ROOT, file + extension);
    if (!fs.existsSync(candidate) || !fs.statSync(candidate).isFile()) continue;
    if (extension === '.mjs') return import(pathToFileURL(candidate).href);
    try {
      return requireFromTask(candidate);
    } catch (error) {
      if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
      return import(pathToFileURL(candidate).href);
    }
  }
  throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(file)}'`);
}

async function loadHandler() {
  const text = env._HANDLER;
  const base = path.basename(text);
  const dot = base.indexOf('.');
  if (dot <= 0 || text.includes('..')) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const file = path.join(path.dirname(text), base.slice(0, dot));
  let loaded;
  try {
    loaded = await loadModule(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    throw error;
  }
  let found = loaded;
  for (const name of base.slice(dot + 1).split('.')) {
    found = found?.[name] ?? found?.default?.[name];
  }
  if (found === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${text} is undefined or not exported`);
  }
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${text} is not a function`);
  }
  return found;
}

// ---- one invocation ---------------------------------------------------------------------------------------

function makeContext(headers, finish) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const parse = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parse('lambda-runtime-client-context'),
    identity: parse('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => finish(error, result),
    succeed: (result) => finish(null, result),
    fail: (error) => finish(error === undefined || error === null ? 'handled' : error),
  };
}

/** Resolves to {result} or {error}: whichever of promise, callback and context.done comes first. */
function run(handler, event, headers) {
  return new Promise((resolve) => {
    const finish = (error, result) => resolve(error === null || error === undefined ? {result} : {error});
    const context = makeContext(headers, finish);
    // A callback waits until nothing else is left to do, unless the handler says otherwise.
    let answer = null;  // of a handler that never answers, as on Lambda
    const callback = (error, result) => {
      answer = result;
      if (!context.callbackWaitsForEmptyEventLoop || (error !== null && error !== undefined)) finish(error, result);
    };
    process.once('beforeExit', () => finish(null, answer));
    try {
      const returned = handler(event, context, callback);
      if (returned && typeof returned.then === 'function') returned.then((result) => finish(null, result), (error) => resolve({error}));
    } catch (error) {
      resolve({error});
    }
  });
}

function serialize(result) {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    throw new RuntimeError('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
  }
}

async function serve(handler) {
  const next = await callRuntimeApi('GET', 'invocation/next');
  if (next.status !== 200) process.exit(1);
  const id = next.headers['lambda-runtime-aws-request-id'];
  currentRequestId = id;
  if (next.headers['lambda-runtime-trace-id']) env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'];
  else delete env._X_AMZN_TRACE_ID;
  let outcome = await invocation.run(id, () => run(handler, JSON.parse(next.body), next.headers));
  process.removeAllListeners('beforeExit');
  let body;
  if (!('error' in outcome)) {
    try {
      body = serialize(outcome.result);
    } catch (error) {
      outcome = {error};
    }
  }
  if ('error' in outcome) {
    console.error('Invoke Error ', JSON.stringify(errorBody(outcome.error)));
    await report(`invocation/${id}/error`, outcome.error);
  } else {
    const reply = await callRuntimeApi('POST', `invocation/${id}/response`, body, {'content-type': 'application/json'});
    if (reply.status === 413) {
      // The Runtime API has answered for us: the result was too large.
      console.error('Invoke Error ', reply.body);
    }
  }
  currentRequestId = '';
}

// An error that nobody caught ends the process, after it was told.
async function endWith(name, error) {
  const wrapped = new RuntimeError(name, error && error.message !== undefined ? `${error.name}: ${error.message}` : String(error));
  if (error && error.stack) wrapped.stack = error.stack;
  console.error(name === 'Runtime.UnhandledPromiseRejection' ? 'Unhandled Promise Rejection ' : 'Uncaught Exception ', JSON.stringify(errorBody(wrapped)));
  try {
    await report(currentRequestId ? `invocation/${currentRequestId}/error` : 'init/error', wrapped);
  } finally {
    process.exit(name === 'Runtime.UnhandledPromiseRejection' ? 128 : 129);
  }
}
process.on('uncaughtException', (error) => endWith(error instanceof RuntimeError ? error.name : error.name || 'Error', error));
process.on('unhandledRejection', (error) => endWith('Runtime.UnhandledPromiseRejection', error));

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  console.error('Uncaught Exception ', JSON.stringify(errorBody(error)));
  await report('init/error', error);
  process.exit(1);
}
for (;;) await serve(handler);
