#include "sandbox/hosts/metadata/service.h"

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/metadata/options.h"
#include "sandbox/hosts/metadata/tree.h"

namespace eni::sandbox::hosts::metadata {
namespace {

constexpr std::string_view kTokenPath = "/latest/api/token";
constexpr std::string_view kTokenHeader = "X-aws-ec2-metadata-token";
constexpr std::string_view kLifetimeHeader = "X-aws-ec2-metadata-token-ttl-seconds";
constexpr long long kMaxLifetime = 21600;

/// Each version since the first that has what is asked for today shows the same.
constexpr std::string_view kVersions =
    "1.0\n2007-01-19\n2007-03-01\n2007-08-29\n2007-10-10\n2007-12-15\n2008-02-01\n2008-09-01\n2009-04-"
    "04\n2011-01-"
    "01\n2011-05-01\n2012-01-12\n2014-02-25\n2014-11-05\n2015-10-20\n2016-04-19\n2016-06-30\n2016-09-"
    "02\n2018-03-"
    "28\n2018-08-17\n2018-09-24\n2019-10-01\n2020-10-27\n2021-01-03\n2021-03-23\n2021-07-15\n2022-09-"
    "24\n2024-04-"
    "11\nlatest";

net::Response plain(std::string body) {
  net::Response response;
  response.headers = {{"Content-Type", "text/plain"}, {"Accept-Ranges", "none"}, {"Server", "EC2ws"}};
  response.body = std::move(body);
  return response;
}

net::Response failure(int status) {
  const std::string title = std::to_string(status) + " - " + std::string(net::reason_phrase(status));
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/html"}, {"Server", "EC2ws"}};
  response.body =
      "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
      "\t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
      "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n <head>\n  <title>" +
      title + "</title>\n </head>\n <body>\n  <h1>" + title + "</h1>\n </body>\n</html>\n";
  return response;
}

/// One slash between names, none at the ends.
std::string normalized(std::string_view path) {
  std::vector<std::string> names;
  for (const std::string& name : split(percent_decode(path), '/'))
    if (!name.empty()) names.push_back(name);
  return join(names, "/");
}

bool is_version(std::string_view name) {
  for (const std::string& version : split(kVersions, '\n'))
    if (version == name) return true;
  return false;
}

std::string role_name(const json::object& profile) {
  const json::array& roles = array_at(profile, "Roles");
  return roles.empty() ? "" : text_at(roles.front(), "RoleName");
}

/// `"Name" : "value"` lines in braces.
std::string object_text(const std::vector<std::pair<std::string_view, std::string>>& members) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : members)
    lines.push_back("  \"" + std::string(name) + "\" : " + json::serialize(json::value(value)));
  return "{\n" + join(lines, ",\n") + "\n}";
}

}  // namespace

Service::Service(Environment& env, std::string instance_id)
    : env_{env}, instance_id_{std::move(instance_id)}, tokens_{env.random, instance_id_} {}

Task<net::Response> Service::answer(net::Request request) {
  const Options options = options_of(env_.store, instance_id_);
  if (!options.is_enabled) co_return failure(403);
  const std::string path(request.path());
  if (request.method == "PUT" && path == kTokenPath) co_return issue_token(request);
  if (request.method != "GET" && request.method != "HEAD") co_return failure(405);
  const auto token = request.headers.get(kTokenHeader);
  const bool is_valid = token && tokens_.is_valid(*token, env_.scheduler.now());
  if (token ? !is_valid : options.requires_token) co_return failure(401);
  auto showing = show(path);
  net::Response response = co_await std::move(showing);
  if (request.method == "HEAD") response.body.clear();
  co_return response;
}

net::Response Service::issue_token(const net::Request& request) const {
  if (request.headers.contains("X-Forwarded-For")) return failure(403);
  const auto seconds = parse_integer(request.headers.text(kLifetimeHeader));
  if (!seconds || *seconds < 1 || *seconds > kMaxLifetime) return failure(400);
  net::Response response = plain(tokens_.issue(env_.scheduler.now(), std::chrono::seconds{*seconds}));
  response.headers.add(std::string(kLifetimeHeader), std::to_string(*seconds));
  return response;
}

Task<net::Response> Service::show(std::string path) {
  const std::string whole = normalized(path);
  if (whole.empty()) co_return plain(std::string(kVersions));
  const auto slash = whole.find('/');
  if (!is_version(whole.substr(0, slash))) co_return failure(404);
  const std::string below = slash == std::string::npos ? "" : whole.substr(slash + 1);
  const auto machine = find_machine(env_.store, instance_id_);
  if (!machine) co_return failure(404);
  const bool shows_tags = options_of(env_.store, instance_id_).shows_tags;
  Tree tree = tree_of(env_.store, *machine, shows_tags);
  if (!machine->profile_arn.empty()) {
    const Principal ec2 = Principal::service("ec2.amazonaws.com", machine->account);
    const auto arn = aws::Arn::parse(machine->profile_arn);
    json::object wanted{{"InstanceProfileName", arn ? arn->resource_name() : std::string_view{}}};
    auto looking = env_.gateway.call(ec2, machine->region, "iam", "GetInstanceProfile", std::move(wanted));
    const ApiResult<Reply> reply = co_await std::move(looking);
    const json::object profile = reply ? object_at(reply->value, "InstanceProfile") : json::object{};
    const std::string role = role_name(profile);
    tree["meta-data/iam/info"] = object_text({{"Code", role.empty() ? "InstanceProfileNotFound" : "Success"},
                                              {"LastUpdated", iso8601(env_.scheduler.now())},
                                              {"InstanceProfileArn", machine->profile_arn},
                                              {"InstanceProfileId", text_at(profile, "InstanceProfileId")}});
    const std::string leaf = "meta-data/iam/security-credentials/" + role;
    if (!role.empty()) tree[leaf] = "";
    if (!role.empty() && below == leaf) {
      auto giving = role_credentials(role);
      std::string text = co_await std::move(giving);
      co_return plain(std::move(text));
    }
  }
  // Keys have names in their folder's listing.
  if (below == "meta-data/public-keys" && tree.contains("meta-data/public-keys/0/openssh-key")) {
    const std::string& key = tree["meta-data/public-keys/0/openssh-key"];
    co_return plain("0=" + std::string(trim(key.substr(key.rfind(' ') + 1))));
  }
  if (const auto leaf = tree.find(below); leaf != tree.end()) co_return plain(leaf->second);
  auto names = listing(tree, below);
  co_return names ? plain(*std::move(names)) : failure(404);
}

Task<std::string> Service::role_credentials(std::string role) {
  constexpr auto kBeforeEnd = std::chrono::minutes{5};
  const auto machine = find_machine(env_.store, instance_id_);
  const TimePoint now = env_.scheduler.now();
  const std::string source = machine->profile_arn + " " + role;
  const bool is_fresh = session_ && session_profile_ == source && session_->end > now + kBeforeEnd;
  if (!is_fresh) {
    auto beginning = begin_role_session(env_, *machine);
    auto session = co_await std::move(beginning);
    if (session.has_error()) {
      const std::string& message = session.error().message;
      const auto colon = message.find(": ");
      co_return object_text({{"Code", message.substr(0, colon)},
                             {"Message", colon == std::string::npos ? message : message.substr(colon + 2)},
                             {"LastUpdated", iso8601(now)}});
    }
    session_ = *std::move(session);
    session_profile_ = source;
  }
  co_return object_text({{"Code", "Success"},
                         {"LastUpdated", iso8601(session_->begin)},
                         {"Type", "AWS-HMAC"},
                         {"AccessKeyId", session_->principal.access_key_id},
                         {"SecretAccessKey", session_->secret_access_key},
                         {"Token", session_->session_token},
                         {"Expiration", iso8601(session_->end)}});
}

}  // namespace eni::sandbox::hosts::metadata
