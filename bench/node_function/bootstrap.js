// The smallest runtime that can serve the handler: less than Lambda's own does, so the comparison is in its favour.
const http = require("http");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: `/2018-06-01/runtime/invocation/${path}` }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(pieces).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  const { handler } = require("./index");
  for (;;) {
    const event = await call("GET", "next");
    const id = event.headers["lambda-runtime-aws-request-id"];
    await handler(JSON.parse(event.body));
    await call("POST", `${id}/response`, "null");
  }
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
