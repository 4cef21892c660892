#pragma once
/// The demo's load balancer: an application load balancer before tasks, by their addresses.
#include <map>
#include <string>
#include <vector>

#include "client/aws_client.h"
#include "net/http.h"

namespace eni::command {

class DemoBalancer {
 public:
  /// @param client  outlives this
  explicit DemoBalancer(client::AwsClient& client) : client_{client} {}

  /// In the default VPC, with an HTTP listener on port 80.
  client::CallResult<void> make();
  /// Has it forward to those addresses, and waits until its health checks find all of them well.
  client::CallResult<void> forward_to(const std::vector<std::string>& addresses);
  const std::string& dns_name() const { return dns_name_; }
  /// Where it is reached from this machine.
  client::CallResult<net::Url> local_url(const net::Url& sandbox) const;

 private:
  client::CallResult<json::value> elb(std::string_view operation, const json::object& params);

  client::AwsClient& client_;
  std::string arn_;
  std::string target_group_;
  std::string dns_name_;
};

}  // namespace eni::command
