/// What there is: the base, the catalog of repositories, tags, referrers.
#include "base/text.h"
#include "oci/media_type.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecr/images/tag_pages.h"
#include "sandbox/services/ecr/registry/endpoints.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr long long kMaxPage = 1000;

RegistryAnswer json_answer(json::object body) {
  return {{200, {{"Content-Type", "application/json; charset=utf-8"}}, json::serialize(body)}};
}

/// `n` of the query; all that a page may have if it says none. Nothing if it is no number.
std::optional<long long> page_size(const RegistryCall& call) {
  const std::string text = call.query("n");
  if (text.empty()) return kMaxPage;
  const auto number = parse_integer(text);
  if (!number || *number < 0) return std::nullopt;
  return std::min(*number, kMaxPage);
}

RegistryError bad_page_size() { return {400, "PAGINATION_NUMBER_INVALID", "n must be a number"}; }

void add_link(RegistryAnswer& answer, const std::string& path, long long n, const std::string& last) {
  answer.response.headers.add(
      "Link", "<" + path + "?last=" + percent_encode(last) + "&n=" + std::to_string(n) + ">; rel=\"next\"");
}

/// A list of names in pages, as `items` of the operation's reply hold them.
struct NamePage {
  json::array names;
  bool has_more = false;
};

NamePage names_of(const json::object& reply, std::string_view items, std::string_view member) {
  NamePage page;
  for (const json::value& item : array_at(reply, items))
    page.names.push_back(json::value(text_at(item, member)));
  page.has_more = reply.contains("nextToken");
  return page;
}

json::object page_params(long long n, const std::string& after) {
  json::object params{{"maxResults", n}};
  if (!after.empty()) params["nextToken"] = page_token(after);
  return params;
}

RegistryAnswer page_answer(const RegistryCall& call, json::object body, std::string_view member,
                           NamePage page, long long n) {
  const std::string last = page.names.empty() ? "" : as_text(page.names.back());
  body[member] = std::move(page.names);
  RegistryAnswer answer = json_answer(std::move(body));
  if (page.has_more) add_link(answer, std::string(call.request.path()), n, last);
  return answer;
}

}  // namespace

EndpointTask get_base(RegistryCall&) { co_return json_answer({}); }

EndpointTask get_catalog(RegistryCall& call) {
  const auto n = page_size(call);
  if (!n) co_return bad_page_size();
  if (*n == 0) co_return page_answer(call, {}, "repositories", {}, 0);
  auto task = call.ask("DescribeRepositories", page_params(*n, call.query("last")));
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  co_return page_answer(call, {}, "repositories", names_of(*reply, "repositories", "repositoryName"), *n);
}

EndpointTask get_tags(RegistryCall& call) {
  const auto n = page_size(call);
  if (!n) co_return bad_page_size();
  const std::string last = call.query("last");
  json::object params = page_params(std::max(*n, 1LL), last.empty() ? "" : ListPlace::of("", last).token());
  params["filter"] = json::object{{"tagStatus", "TAGGED"}};
  auto task = call.ask("ListImages", std::move(params));
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  NamePage page = *n == 0 ? NamePage{} : names_of(*reply, "imageIds", "imageTag");
  co_return page_answer(call, {{"name", call.route.name}}, "tags", std::move(page), *n);
}

/// An index of descriptors; all of them, page by page.
EndpointTask get_referrers(RegistryCall& call) {
  const std::string type = call.query("artifactType");
  json::object params{{"subjectId", json::object{{"imageDigest", call.route.reference}}}};
  if (!type.empty()) {
    json::array types;
    types.push_back(json::value(type));
    params["filter"] = json::object{{"artifactTypes", std::move(types)}};
  }
  json::array manifests;
  do {
    auto task = call.ask("ListImageReferrers", params);
    const auto reply = co_await std::move(task);
    if (reply.has_error()) co_return reply.error();
    for (const json::value& one : array_at(*reply, "referrers")) manifests.push_back(one);
    params["nextToken"] = text_at(*reply, "nextToken");
  } while (!text_at(params, "nextToken").empty());
  json::object index{
      {"schemaVersion", 2}, {"mediaType", oci::kOciIndex}, {"manifests", std::move(manifests)}};
  RegistryAnswer answer = json_answer(std::move(index));
  answer.response.headers.set("Content-Type", oci::kOciIndex);
  if (!type.empty()) answer.response.headers.add("OCI-Filters-Applied", "artifactType");
  co_return answer;
}

}  // namespace eni::sandbox::ecr_service
