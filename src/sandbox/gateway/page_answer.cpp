#include "sandbox/gateway/page_answer.h"

namespace eni::sandbox {

net::Response page_answer(int status, const json::object& document) {
  net::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = pretty(document);
  return response;
}

}  // namespace eni::sandbox
