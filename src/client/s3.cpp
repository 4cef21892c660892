#include "client/s3.h"

#include "base/hash.h"
#include "base/text.h"
#include "client/xml.h"

namespace eni::client {

namespace {

bool is_not_found(const CallFailure& failure) {
  return failure.refused && failure.refused->http_status == 404;
}

/// The elements `name`, of which there may be none, one or several.
json::array elements(const json::value& tree, std::string_view name) {
  const json::value* found = find(tree, name);
  if (!found) return {};
  return found->is_array() ? found->get_array() : json::array{*found};
}

}  // namespace

net::Request S3Bucket::request(const char* method, const std::string& key, const std::string& query,
                               std::string body) const {
  net::Request request;
  request.method = method;
  request.target = "/" + name_ + (key.empty() ? "" : "/" + percent_encode(key, Slash::kKeep)) +
                   (query.empty() ? "" : "?" + query);
  if (!owner_.empty()) request.headers.set("x-amz-expected-bucket-owner", owner_);
  // Several operations require it, and it does no other harm.
  if (!body.empty()) request.headers.set("Content-MD5", base64_encode(md5(body)));
  request.body = std::move(body);
  return request;
}

/// A list, not a HEAD, whose answer has no body and so no code that says whether to try again.
CallResult<bool> S3Bucket::lists(const std::string& key) {
  const std::string query = "list-type=2&max-keys=1&prefix=" + percent_encode(key);
  ENI_TRY(const net::Response answer, client_->send("s3", request("GET", "", query), "s3:ListBucket"));
  const auto tree = xml_to_json(answer.body);
  if (!tree) return CallFailure{std::nullopt, tree.error()};
  const json::array contents = elements(*tree, "Contents");
  return !contents.empty() && text_at(contents[0], "Key") == key;
}

CallResult<bool> S3Bucket::exists() {
  const auto listed = lists("");
  if (listed.has_value()) return true;
  if (listed.error().is_refused_with("NoSuchBucket")) return false;
  return listed.error();
}

CallResult<void> S3Bucket::create() {
  const std::string& region = client_->region().value;
  net::Request create =
      request("PUT", "", "",
              region == "us-east-1" ? ""
                                    : "<CreateBucketConfiguration><LocationConstraint>" + region +
                                          "</LocationConstraint></CreateBucketConfiguration>");
  create.headers.erase("x-amz-expected-bucket-owner");  // there is nobody yet
  auto created = client_->send("s3", create, "s3:CreateBucket");
  // By an attempt before this one, whose answer was lost.
  if (created.has_error() && !created.error().is_refused_with("BucketAlreadyOwnedByYou"))
    return created.error();
  return {};
}

CallResult<void> S3Bucket::remove() {
  ENI_CHECK(client_->send("s3", request("DELETE", "", ""), "s3:DeleteBucket"));
  return {};
}

CallResult<void> S3Bucket::put(const BucketAspect& aspect, std::string document) {
  ENI_CHECK(client_->send("s3", request("PUT", "", std::string(aspect.query), std::move(document)),
                          aspect.put_action));
  return {};
}

CallResult<std::string> S3Bucket::get(const BucketAspect& aspect) {
  const auto answer = client_->send("s3", request("GET", "", std::string(aspect.query)), aspect.get_action);
  if (answer.has_value()) return answer->body;
  if (is_not_found(answer.error()) && !answer.error().is_refused_with("NoSuchBucket")) return std::string();
  return answer.error();
}

CallResult<void> S3Bucket::remove_policy() {
  ENI_CHECK(
      client_->send("s3", request("DELETE", "", std::string(kBucketPolicy.query)), "s3:DeleteBucketPolicy"));
  return {};
}

CallResult<bool> S3Bucket::has_object(const std::string& key) { return lists(key); }

CallResult<void> S3Bucket::put_object(const std::string& key, std::string bytes) {
  ENI_CHECK(client_->send("s3", request("PUT", key, "", std::move(bytes)), "s3:PutObject"));
  return {};
}

CallResult<std::vector<ObjectVersion>> S3Bucket::first_versions(const std::string& prefix, int max) {
  const std::string query =
      "max-keys=" + std::to_string(max) + "&prefix=" + percent_encode(prefix) + "&versions=";
  ENI_TRY(const net::Response answer,
          client_->send("s3", request("GET", "", query), "s3:ListBucketVersions"));
  const auto tree = xml_to_json(answer.body);
  if (!tree) return CallFailure{std::nullopt, tree.error()};
  std::vector<ObjectVersion> versions;
  for (const std::string_view kind : {"Version", "DeleteMarker"}) {
    for (const json::value& version : elements(*tree, kind))
      versions.push_back({text_at(version, "Key"), text_at(version, "VersionId")});
  }
  return versions;
}

CallResult<void> S3Bucket::remove_versions(const std::vector<ObjectVersion>& versions) {
  std::string body = "<Delete><Quiet>true</Quiet>";
  for (const ObjectVersion& version : versions) {
    append(body, {"<Object><Key>", xml_escape(version.key), "</Key><VersionId>",
                  xml_escape(version.version_id), "</VersionId></Object>"});
  }
  body += "</Delete>";
  ENI_TRY(const net::Response answer,
          client_->send("s3", request("POST", "", "delete=", std::move(body)), "s3:DeleteObjectVersion"));
  const auto tree = xml_to_json(answer.body);
  if (!tree) return CallFailure{std::nullopt, tree.error()};
  for (const json::value& error : elements(*tree, "Error")) {
    return CallFailure::unexpected("s3:DeleteObjectVersion of " + text_at(error, "Key") + " in " + name_ +
                                   ": " + text_at(error, "Code") + ": " + text_at(error, "Message"));
  }
  return {};
}

CallResult<std::vector<std::string>> bucket_names(AwsClient& client) {
  net::Request request;
  request.method = "GET";
  request.target = "/";
  ENI_TRY(const net::Response answer, client.send("s3", request, "s3:ListAllMyBuckets"));
  const auto tree = xml_to_json(answer.body);
  if (!tree) return CallFailure{std::nullopt, tree.error()};
  std::vector<std::string> names;
  const json::value* buckets = find(*tree, "Buckets");
  if (!buckets) return names;
  for (const json::value& bucket : elements(*buckets, "Bucket")) names.push_back(text_at(bucket, "Name"));
  return names;
}

}  // namespace eni::client
