/// `aws s3`: files and objects.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/hosts/tools/aws/s3_move.h"
#include "sandbox/hosts/tools/aws/wire.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

/// "2026-11-28 09:00:00"
std::string listed_time(const std::string& modified) { return replace_all(modified.substr(0, 19), "T", " "); }

std::string listed_size(std::int64_t size) {
  constexpr std::size_t kWidth = 10;
  const std::string digits = std::to_string(size);
  return std::string(kWidth - std::min(kWidth, digits.size()), ' ') + digits;
}

Task<int> list_buckets(S3Transfer& transfer) {
  auto calling = transfer.call("ListBuckets", {});
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return report(transfer.tool(), transfer.session().version(), reply.error());
  const json::object answer = from_wire(CliVersion::kV2, *shapes::find_service("s3"),
                                        *shapes::find_service("s3")->find_operation("ListBuckets"), *reply);
  if (const json::value* buckets = find(answer, "Buckets"); buckets && buckets->is_array())
    for (const json::value& bucket : buckets->get_array())
      transfer.tool().out(listed_time(as_text(bucket.at("CreationDate"))) + " " + as_text(bucket.at("Name")) +
                          "\n");
  co_return 0;
}

Task<int> run_ls(S3Transfer& transfer) {
  if (transfer.options().paths.empty()) {
    auto listing = list_buckets(transfer);
    co_return co_await std::move(listing);
  }
  std::string path = transfer.options().paths[0];
  if (!is_s3(path)) path = std::string(kS3Scheme) + path;
  const S3Location at = location_of(path);
  std::vector<std::string> folders;
  auto listing = transfer.list(at, transfer.options().is_recursive ? nullptr : &folders);
  const auto entries = co_await std::move(listing);
  if (entries.has_error()) co_return report(transfer.tool(), transfer.session().version(), entries.error());
  const auto slash = at.key.rfind('/');
  const std::size_t cut = transfer.options().is_recursive || slash == std::string::npos ? 0 : slash + 1;
  for (const std::string& folder : folders)
    transfer.tool().out(std::string(27, ' ') + "PRE " + folder.substr(cut) + "\n");
  for (const S3Entry& entry : *entries)
    transfer.tool().out(listed_time(entry.modified) + " " + listed_size(entry.size) + " " +
                        entry.key.substr(cut) + "\n");
  co_return entries->empty() && folders.empty() && !at.key.empty() ? 1 : 0;
}

Task<int> remove_one(S3Transfer& transfer, S3Location at) {
  if (!transfer.options().is_dry_run) {
    auto removing = transfer.remove(at);
    const auto removed = co_await std::move(removing);
    if (removed.has_error()) co_return ended_badly(transfer, removed.error(), "delete failed: " + url(at));
  }
  transfer.say("delete: " + url(at));
  co_return 0;
}

Task<int> run_rm(S3Transfer& transfer) {
  const CliVersion version = transfer.session().version();
  const std::vector<std::string>& paths = transfer.options().paths;
  if (paths.size() != 1 || !is_s3(paths[0]))
    co_return report(transfer.tool(), version,
                     usage_error(version, "the following arguments are required: paths"));
  const S3Location at = location_of(paths[0]);
  if (!transfer.options().is_recursive) {
    auto removing = remove_one(transfer, at);
    co_return co_await std::move(removing);
  }
  auto listing = transfer.list(at, nullptr);
  const auto entries = co_await std::move(listing);
  if (entries.has_error()) co_return ended_badly(transfer, entries.error());
  int worst = 0;
  for (const S3Entry& entry : *entries) {
    if (!is_wanted(transfer.options(), entry.key.substr(at.key.size()))) continue;
    S3Location object = at;
    object.key = entry.key;
    auto removing = remove_one(transfer, std::move(object));
    const int code = co_await std::move(removing);
    worst = std::max(worst, code);
  }
  co_return worst;
}

Task<int> run_bucket(S3Transfer& transfer, std::string operation, std::string done) {
  const CliVersion version = transfer.session().version();
  const std::vector<std::string>& paths = transfer.options().paths;
  if (paths.size() != 1 || !is_s3(paths[0]))
    co_return report(transfer.tool(), version,
                     usage_error(version, "the following arguments are required: path"));
  const S3Location at = location_of(paths[0]);
  json::object params{{"Bucket", at.bucket}};
  auto calling = transfer.call(operation, std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) {
    co_return ended_badly(transfer, reply.error(), done + " failed: " + std::string(kS3Scheme) + at.bucket);
  }
  transfer.tool().out(done + ": " + at.bucket + "\n");
  co_return 0;
}

}  // namespace

Task<int> run_s3(Session& session, std::vector<std::string> words) {
  const CliVersion version = session.version();
  const std::string command = words.empty() ? "" : words.front();
  if (words.empty()) co_return report(session.tool(), version, usage_error(version, "too few arguments"));
  words.erase(words.begin());
  const auto options = read_s3_options(version, words);
  if (options.has_error()) co_return report(session.tool(), version, options.error());
  const auto region = session.region("s3");
  if (region.has_error()) co_return report(session.tool(), version, region.error());
  if (options->deletes) {
    co_return report(session.tool(), version,
                     {Failure::kGeneral, "aws s3 sync --delete is not carried out by the sandbox's hosts"});
  }
  S3Transfer transfer{session, *options};
  if (command == "cp" || command == "mv") {
    auto moving = run_move(transfer, command == "mv" ? SourceFile::kRemoved : SourceFile::kKept);
    co_return co_await std::move(moving);
  }
  if (command == "sync" && options->paths.size() == 2) {
    auto moving = move_all(transfer, options->paths[0], options->paths[1], SourceFile::kKept);
    co_return co_await std::move(moving);
  }
  if (command == "ls") {
    auto listing = run_ls(transfer);
    co_return co_await std::move(listing);
  }
  if (command == "rm") {
    auto removing = run_rm(transfer);
    co_return co_await std::move(removing);
  }
  if (command == "mb") {
    auto making = run_bucket(transfer, "CreateBucket", "make_bucket");
    co_return co_await std::move(making);
  }
  if (command == "rb") {
    auto removing = run_bucket(transfer, "DeleteBucket", "remove_bucket");
    co_return co_await std::move(removing);
  }
  co_return report(
      session.tool(), version,
      invalid_choice(version, "subcommand", command, {"ls", "cp", "mv", "rm", "sync", "mb", "rb"}));
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
