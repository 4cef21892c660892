#pragma once
/// Where load balancers and VPCs of a sandbox are reached from its machine: GET /_sandbox/load-balancers and /_sandbox/socks.
#include <optional>
#include <string>
#include <vector>

#include "client/endpoints.h"

namespace eni::command {

struct LocalListener {
  std::string arn;  ///< the load balancer's
  std::string dns_name;
  std::int64_t port = 0;     ///< in the VPC; 0: of the load balancer as a whole
  std::string place = {};    ///< "127.0.0.1:40123"; "" if it is not served
  std::string problem = {};  ///< why not, or what of it
};

/// How what runs in a sandbox is reached from its machine.
struct LocalAccess {
  std::vector<LocalListener> listeners;
  std::string socks = {};  ///< "127.0.0.1:1080"; "": no entry into VPCs was asked for
};

/// Load balancers of that account and Region. @return  nothing where AWS is called, or what runs no containers or is no sandbox
std::optional<LocalAccess> read_local_access(const client::EndpointRules& endpoints,
                                             const std::string& account, const std::string& region);

/// Of what the page answers; what is no such document has none.
std::vector<LocalListener> parse_local_listeners(const std::string& page, const std::string& account,
                                                 const std::string& region);

/// "web" of "arn:…:loadbalancer/app/web/50dc6c495c0c9188"
std::string load_balancer_name(const std::string& arn);

}  // namespace eni::command
