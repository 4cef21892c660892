#pragma once
/// Load balancers as far as their traffic needs them: what listens where, and what becomes of a request. Values only;
/// read_model.h makes them from what Elastic Load Balancing knows.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/regular_expression.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::load_balancers {

using Seconds = std::chrono::seconds;

enum class ConditionField { kHostHeader, kPathPattern, kHttpHeader, kRequestMethod, kQueryString, kSourceIp };

struct QueryPattern {
  std::string key;  ///< "": any
  std::string value;
};

/// Holds if one of its values does.
struct Condition {
  ConditionField field = ConditionField::kPathPattern;
  std::string header = {};                          ///< of kHttpHeader
  std::vector<std::string> values = {};             ///< patterns, methods
  std::vector<RegularExpression> expressions = {};  ///< beside the patterns
  std::vector<QueryPattern> query = {};             ///< of kQueryString
  std::vector<vpc::Cidr4> blocks = {};              ///< of kSourceIp
  std::vector<vpc::Cidr6> blocks6 = {};             ///< likewise
};

struct WeightedGroup {
  std::string target_group;  ///< its ARN
  std::int64_t weight = 1;   ///< 0 to 999
};

struct Forward {
  std::vector<WeightedGroup> groups;
  std::optional<Seconds> stickiness = {};  ///< to a group; nothing if requests are spread anew each time
};

/// Templates with #{protocol}, #{host}, #{port}, #{path} (without its first slash) and #{query}.
struct Redirect {
  std::string protocol = "#{protocol}";
  std::string host = "#{host}";
  std::string port = "#{port}";
  std::string path = "/#{path}";
  std::string query = "#{query}";
  int status = 302;
};

struct FixedResponse {
  int status = 200;
  std::string content_type = {};
  std::string body = {};
};

/// What the sandbox does not do; requests that come to it are answered 500 with this text.
struct Unsupported {
  std::string what;
};

using Action = std::variant<Forward, Redirect, FixedResponse, Unsupported>;

struct Rule {
  std::string arn;
  std::vector<Condition> conditions;  ///< all hold; none: the default rule
  Action action;
};

enum class Protocol { kHttp, kTcp };

struct Listener {
  std::string arn;
  Protocol protocol = Protocol::kHttp;
  std::uint16_t port = 0;
  std::vector<Rule> rules;  ///< in their order; the last one has no conditions
  Seconds tcp_idle_timeout{350};
  bool tells_server = true;  ///< "Server: awselb/2.0"
  std::vector<std::pair<std::string, std::string>> headers =
      {};  ///< that answers get, in place of the target's
};

enum class TargetState { kInitial, kHealthy, kUnhealthy, kDraining, kUnused };

struct Target {
  std::string id;
  std::uint16_t port = 0;
  std::string address;  ///< "": not known
  TargetState state = TargetState::kInitial;

  /// "ID:PORT", what it is called in its group.
  std::string name() const { return id + ":" + std::to_string(port); }
};

enum class Algorithm { kRoundRobin, kLeastOutstandingRequests, kWeightedRandom };
enum class Stickiness { kNone, kLbCookie, kAppCookie, kSourceIp };
enum class CheckProtocol { kHttp, kTcp };

struct CodeRange {
  int first = 200;
  int last = 200;
};

struct HealthCheck {
  CheckProtocol protocol = CheckProtocol::kHttp;
  std::optional<std::uint16_t> port = {};  ///< nothing: the target's own
  std::string path = "/";
  std::vector<CodeRange> codes = {CodeRange{}};
  Seconds interval{30};
  Seconds timeout{5};
  int healthy_threshold = 5;
  int unhealthy_threshold = 2;
};

struct TargetGroup {
  std::string arn;
  Protocol protocol = Protocol::kHttp;
  std::string problem = {};  ///< why nothing can be sent there; ""
  Algorithm algorithm = Algorithm::kRoundRobin;
  Stickiness stickiness = Stickiness::kNone;
  Seconds stickiness_duration{86400};
  std::string app_cookie = {};  ///< its name
  HealthCheck check = {};
  std::vector<Target> targets = {};
};

enum class ForwardedFor { kAppend, kPreserve, kRemove };

struct LoadBalancer {
  std::string arn;
  std::string vpc;
  std::string dns_name;                     ///< in small letters
  std::vector<std::string> addresses = {};  ///< of its interfaces, in the VPC
  bool has_groups = false;                  ///< security groups; a network load balancer may have none
  bool is_application = true;
  Seconds idle_timeout{60};
  Seconds client_keep_alive{3600};
  ForwardedFor forwarded_for = ForwardedFor::kAppend;
  bool adds_client_port = false;  ///< to X-Forwarded-For
  bool preserves_host = false;
  bool drops_invalid_headers = false;
  std::vector<Listener> listeners = {};
  std::map<std::string, TargetGroup> groups = {};  ///< by ARN
  std::vector<std::string> problems = {};          ///< what it does not do, a sentence each
};

}  // namespace eni::sandbox::load_balancers
