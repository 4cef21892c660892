#pragma once
/// GET /_sandbox/load-balancers: where the machine's user reaches load balancers.
/// {"listeners": [{"loadBalancer": ARN, "port": 80, "url": "http://127.0.0.1:PORT"}]}; "problem" in the place of the URL, or beside it, of
/// what is not served. 409 where no traffic flows.
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::load_balancers {

/// Once for each gateway.
void add_listener_page(Gateway& gateway);

}  // namespace eni::sandbox::load_balancers
