#include "sandbox/hosts/tools/aws/s3_transfer.h"

#include "sandbox/hosts/tools/aws/wire.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

void read_page(const json::object& page, std::vector<S3Entry>& entries, std::vector<std::string>* folders) {
  if (const json::value* contents = find(page, "Contents"); contents && contents->is_array()) {
    for (const json::value& entry : contents->get_array()) {
      const json::value* size = find(entry, "Size");
      const json::value* modified = find(entry, "LastModified");
      entries.push_back({as_text(entry.at("Key")), size && size->is_int64() ? size->get_int64() : 0,
                         modified ? as_text(*modified) : ""});
    }
  }
  const json::value* prefixes = find(page, "CommonPrefixes");
  if (!folders || !prefixes || !prefixes->is_array()) return;
  for (const json::value& entry : prefixes->get_array()) folders->push_back(as_text(entry.at("Prefix")));
}

/// HEAD has no body to say why; the CLI makes a text of the status.
CliError fatal(const CliError& error, const S3Location& at) {
  if (error.message.find("(NoSuchKey)") != std::string::npos ||
      error.message.find("(404)") != std::string::npos) {
    return {Failure::kService,
            "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"" + at.key +
                "\" does not exist"};
  }
  if (error.message.find("(AccessDenied)") != std::string::npos ||
      error.message.find("(403)") != std::string::npos)
    return {Failure::kService,
            "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden"};
  return {error.failure, "fatal error: " + error.message};
}

}  // namespace

bool is_s3(std::string_view path) { return path.starts_with(kS3Scheme); }

S3Location location_of(std::string_view path) {
  const std::string_view inner = path.substr(kS3Scheme.size());
  const auto slash = inner.find('/');
  if (slash == std::string_view::npos) return {std::string(inner), ""};
  return {std::string(inner.substr(0, slash)), std::string(inner.substr(slash + 1))};
}

std::string url(const S3Location& at) { return std::string(kS3Scheme) + at.bucket + "/" + at.key; }

Task<CliResult<std::vector<S3Entry>>> S3Transfer::list(S3Location at, std::vector<std::string>* folders) {
  std::vector<S3Entry> entries;
  json::object params{{"Bucket", at.bucket}, {"list-type", "2"}, {"prefix", at.key}};
  if (folders) params["delimiter"] = "/";
  for (;;) {
    auto calling = call("ListObjectsV2", params);
    const auto reply = co_await std::move(calling);
    if (reply.has_error()) co_return reply.error();
    const json::object page = from_wire(CliVersion::kV2, *shapes::find_service("s3"),
                                        *shapes::find_service("s3")->find_operation("ListObjectsV2"), *reply);
    read_page(page, entries, folders);
    const auto token = find_string(page, "NextContinuationToken");
    if (!token) co_return entries;
    params["continuation-token"] = *token;
  }
}

Task<CliResult<std::string>> S3Transfer::get(S3Location at) {
  json::object head{{"Bucket", at.bucket}, {"Key", at.key}};
  auto asking = call("HeadObject", head);
  const auto exists = co_await std::move(asking);
  if (exists.has_error()) co_return fatal(exists.error(), at);
  auto calling = call("GetObject", std::move(head));
  auto reply = co_await std::move(calling);
  if (!reply) co_return std::move(reply).error();
  co_return std::move(reply->bytes);
}

Task<CliResult<void>> S3Transfer::put(S3Location at, std::string bytes) {
  json::object params{{"Bucket", at.bucket}, {"Key", at.key}};
  auto calling = call("PutObject", std::move(params), std::move(bytes));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return reply.error();
  co_return CliResult<void>{};
}

Task<CliResult<void>> S3Transfer::remove(S3Location at) {
  json::object params{{"Bucket", at.bucket}, {"Key", at.key}};
  auto calling = call("DeleteObject", std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return reply.error();
  co_return CliResult<void>{};
}

int ended_badly(const S3Transfer& transfer, const CliError& error, const std::string& what) {
  const bool is_transfer = error.failure == Failure::kService || error.failure == Failure::kGeneral;
  if (!is_transfer) return report(transfer.tool(), transfer.session().version(), error);
  transfer.tool().err((what.empty() ? "" : what + " ") + error.message + "\n");
  return 1;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
