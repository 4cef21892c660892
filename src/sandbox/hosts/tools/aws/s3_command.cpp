/// `aws s3`: files and objects.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/usage.h"
#include "sandbox/hosts/tools/aws/wire.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr unsigned kFileMode = 0644;

/// The options that matter; those with a value that only describe the object are read and dropped.
struct Options {
  std::vector<std::string> paths;
  bool is_recursive = false;
  bool is_quiet = false;
  bool is_dry_run = false;
  bool deletes = false;  ///< sync --delete
  struct Filter {
    bool includes;
    std::string pattern;
  };
  std::vector<Filter> filters;
};

constexpr std::string_view kFlags[] = {"--recursive",
                                       "--quiet",
                                       "--only-show-errors",
                                       "--no-progress",
                                       "--dryrun",
                                       "--delete",
                                       "--human-readable",
                                       "--summarize",
                                       "--exact-timestamps",
                                       "--size-only",
                                       "--no-guess-mime-type",
                                       "--force",
                                       "--follow-symlinks",
                                       "--no-follow-symlinks"};
constexpr std::string_view kWithValue[] = {"--exclude", "--include", "--source-region", "--page-size"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

CliResult<Options> read_s3_options(CliVersion version, const std::vector<std::string>& words) {
  Options options;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.starts_with("--")) {
      options.paths.push_back(word);
    } else if (is_one_of(kFlags, word)) {
      options.is_recursive |= word == "--recursive";
      options.is_quiet |= word == "--quiet" || word == "--only-show-errors";
      options.is_dry_run |= word == "--dryrun";
      options.deletes |= word == "--delete";
    } else if (is_one_of(kWithValue, word)) {
      if (++at == words.size()) return usage_error(version, "argument " + word + ": expected one argument");
      if (word == "--exclude" || word == "--include")
        options.filters.push_back({word == "--include", words[at]});
    } else {
      return CliError{Failure::kUnknownOption, "Unknown options: " + word};
    }
  }
  return options;
}

/// With *, ? and […] as in a shell; a * also takes slashes.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t star = std::string_view::npos, retry = 0, p = 0, t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// The last filter that matches decides.
bool is_wanted(const Options& options, std::string_view name) {
  bool wanted = true;
  for (const auto& filter : options.filters)
    if (matches(filter.pattern, name)) wanted = filter.includes;
  return wanted;
}

struct Location {
  std::string bucket, key;
};

bool is_s3(std::string_view path) { return path.starts_with(kScheme); }

Location location_of(std::string_view path) {
  const std::string_view inner = path.substr(kScheme.size());
  const auto slash = inner.find('/');
  if (slash == std::string_view::npos) return {std::string(inner), ""};
  return {std::string(inner.substr(0, slash)), std::string(inner.substr(slash + 1))};
}

std::string name_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string in_folder(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.ends_with('/') ? folder + name : folder + "/" + name;
}

/// As the CLI shows files: relative to where it runs.
std::string shown_path(const std::string& path) {
  if (path.starts_with('/') || path.starts_with("./") || path.starts_with("../")) {
    return path.starts_with('/') ? "../.." + path : path;
  }
  return "./" + path;
}

struct Entry {
  std::string key;
  std::int64_t size = 0;
  std::string modified;
};

/// What files and objects are moved with.
class Transfer {
 public:
  Transfer(Session& session, const Options& options) : session_{session}, options_{options} {}

  Task<CliResult<Reply>> call(std::string operation, json::object params, std::string body = {}) {
    return session_.call("s3", std::move(operation), std::move(params), std::move(body));
  }

  Task<CliResult<std::vector<Entry>>> list(Location at, std::vector<std::string>* folders) {
    std::vector<Entry> entries;
    json::object params{{"Bucket", at.bucket}, {"list-type", "2"}, {"prefix", at.key}};
    if (folders) params["delimiter"] = "/";
    for (;;) {
      auto calling = call("ListObjectsV2", params);
      const auto reply = co_await std::move(calling);
      if (reply.has_error()) co_return reply.error();
      const json::object page =
          from_wire(CliVersion::kV2, *shapes::find_service("s3"),
                    *shapes::find_service("s3")->find_operation("ListObjectsV2"), *reply);
      read_page(page, entries, folders);
      const auto token = find_string(page, "NextContinuationToken");
      if (!token) co_return entries;
      params["continuation-token"] = *token;
    }
  }

  /// @return  the bytes. @error  the HEAD's 404 is worded by the CLI itself
  Task<CliResult<std::string>> get(Location at) {
    json::object head{{"Bucket", at.bucket}, {"Key", at.key}};
    auto asking = call("HeadObject", head);
    const auto exists = co_await std::move(asking);
    if (exists.has_error()) co_return fatal(exists.error(), at);
    auto calling = call("GetObject", std::move(head));
    auto reply = co_await std::move(calling);
    if (!reply) co_return std::move(reply).error();
    co_return std::move(reply->bytes);
  }

  Task<CliResult<void>> put(Location at, std::string bytes) {
    json::object params{{"Bucket", at.bucket}, {"Key", at.key}};
    auto calling = call("PutObject", std::move(params), std::move(bytes));
    const auto reply = co_await std::move(calling);
    if (reply.has_error()) co_return reply.error();
    co_return CliResult<void>{};
  }

  Task<CliResult<void>> remove(Location at) {
    json::object params{{"Bucket", at.bucket}, {"Key", at.key}};
    auto calling = call("DeleteObject", std::move(params));
    const auto reply = co_await std::move(calling);
    if (reply.has_error()) co_return reply.error();
    co_return CliResult<void>{};
  }

  ToolCall& tool() const { return session_.tool(); }
  Session& session() const { return session_; }
  const Options& options() const { return options_; }
  void say(const std::string& line) const {
    if (!options_.is_quiet) tool().out((options_.is_dry_run ? "(dryrun) " : "") + line + "\n");
  }

 private:
  static void read_page(const json::object& page, std::vector<Entry>& entries,
                        std::vector<std::string>* folders) {
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
  static CliError fatal(const CliError& error, const Location& at) {
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

  Session& session_;
  const Options& options_;
};

/// What fails on its way ends with 1, whatever the reason.
int ended_badly(const Transfer& transfer, const CliError& error, const std::string& what = {}) {
  const bool is_transfer = error.failure == Failure::kService || error.failure == Failure::kGeneral;
  if (!is_transfer) return report(transfer.tool(), transfer.session().version(), error);
  transfer.tool().err((what.empty() ? "" : what + " ") + error.message + "\n");
  return 1;
}

std::string url(const Location& at) { return std::string(kScheme) + at.bucket + "/" + at.key; }

enum class Removal : std::uint8_t { kKeep, kRemove };

Task<int> download(Transfer& transfer, Location from, std::string to, Removal source) {
  auto getting = transfer.get(from);
  auto bytes = co_await std::move(getting);
  if (!bytes) co_return ended_badly(transfer, bytes.error());
  if (to == "-") {
    transfer.tool().out(*bytes);
    co_return 0;
  }
  if (!transfer.options().is_dry_run) {
    auto writing = transfer.tool().write_file(to, *std::move(bytes), kFileMode);
    const auto written = co_await std::move(writing);
    if (written.has_error()) {
      co_return ended_badly(transfer, {Failure::kGeneral, written.error().message},
                            "download failed: " + url(from) + " to " + shown_path(to));
    }
  }
  transfer.say((source == Removal::kRemove ? "move: " : "download: ") + url(from) + " to " + shown_path(to));
  if (source == Removal::kKeep || transfer.options().is_dry_run) co_return 0;
  auto removing = transfer.remove(from);
  const auto removed = co_await std::move(removing);
  co_return removed ? 0 : ended_badly(transfer, removed.error());
}

Task<int> upload(Transfer& transfer, std::string from, Location to, Removal source) {
  std::string bytes;
  if (from == "-") {
    auto reading = transfer.tool().read_input();
    bytes = co_await std::move(reading);
  } else {
    auto reading = transfer.tool().read_file(from);
    auto read = co_await std::move(reading);
    if (!read) {
      transfer.tool().err("\nThe user-provided path " + from + " does not exist.\n");
      co_return 255;
    }
    bytes = *std::move(read);
  }
  if (!transfer.options().is_dry_run) {
    auto putting = transfer.put(to, std::move(bytes));
    const auto put = co_await std::move(putting);
    if (put.has_error())
      co_return ended_badly(transfer, put.error(), "upload failed: " + shown_path(from) + " to " + url(to));
  }
  transfer.say((source == Removal::kRemove ? "move: " : "upload: ") + shown_path(from) + " to " + url(to));
  if (source == Removal::kRemove && !transfer.options().is_dry_run) {
    auto removing = transfer.tool().remove_file(from);
    const auto removed = co_await std::move(removing);
    if (removed.has_error()) co_return 1;
  }
  co_return 0;
}

Task<int> copy(Transfer& transfer, Location from, Location to, Removal source) {
  auto getting = transfer.get(from);
  auto bytes = co_await std::move(getting);
  if (!bytes) co_return ended_badly(transfer, bytes.error());
  auto putting = transfer.put(to, *std::move(bytes));
  const auto put = co_await std::move(putting);
  if (put.has_error())
    co_return ended_badly(transfer, put.error(), "copy failed: " + url(from) + " to " + url(to));
  transfer.say((source == Removal::kRemove ? "move: " : "copy: ") + url(from) + " to " + url(to));
  if (source == Removal::kKeep) co_return 0;
  auto removing = transfer.remove(from);
  const auto removed = co_await std::move(removing);
  co_return removed ? 0 : ended_badly(transfer, removed.error());
}

Task<bool> is_folder(Transfer& transfer, std::string path) {
  if (path.ends_with('/') || path == "..") co_return true;
  auto listing = transfer.tool().list_files(path);
  const auto files = co_await std::move(listing);
  co_return files.has_value();
}

/// One file or object.
Task<int> move_one(Transfer& transfer, std::string from, std::string to, Removal source) {
  if (is_s3(from) && is_s3(to)) {
    Location target = location_of(to);
    if (target.key.empty() || target.key.ends_with('/')) target.key += name_of(from);
    auto copying = copy(transfer, location_of(from), std::move(target), source);
    co_return co_await std::move(copying);
  }
  if (is_s3(from)) {
    std::string path = to;
    if (to == ".") {
      path = name_of(from);
    } else if (to != "-") {
      auto looking = is_folder(transfer, to);
      const bool goes_into = co_await std::move(looking);
      if (goes_into) path = in_folder(to, name_of(from));
    }
    auto downloading = download(transfer, location_of(from), path, source);
    co_return co_await std::move(downloading);
  }
  Location target = location_of(to);
  if (target.key.empty() || target.key.ends_with('/')) target.key += name_of(from);
  auto uploading = upload(transfer, from, std::move(target), source);
  co_return co_await std::move(uploading);
}

/// The names below a folder or prefix.
Task<CliResult<std::vector<std::string>>> names_below(Transfer& transfer, std::string path) {
  std::vector<std::string> names;
  if (!is_s3(path)) {
    auto listing = transfer.tool().list_files(path);
    auto files = co_await std::move(listing);
    if (!files) co_return CliError{Failure::kGeneral, "The user-provided path " + path + " does not exist."};
    co_return *std::move(files);
  }
  Location at = location_of(path);
  if (!at.key.empty() && !at.key.ends_with('/')) at.key += "/";
  auto listing = transfer.list(at, nullptr);
  const auto entries = co_await std::move(listing);
  if (entries.has_error())
    co_return CliError{entries.error().failure, "fatal error: " + entries.error().message};
  for (const Entry& entry : *entries)
    if (!entry.key.ends_with('/')) names.push_back(entry.key.substr(at.key.size()));
  co_return names;
}

Task<int> move_all(Transfer& transfer, std::string from, std::string to, Removal source) {
  auto listing = names_below(transfer, from);
  const auto names = co_await std::move(listing);
  if (names.has_error()) co_return ended_badly(transfer, names.error());
  int worst = 0;
  for (const std::string& name : *names) {
    // An object's key must not lead out of the folder.
    const bool leads_out =
        is_s3(from) && !is_s3(to) && (("/" + name + "/").find("/../") != std::string::npos);
    if (!is_wanted(transfer.options(), name) || leads_out) continue;
    auto moving = move_one(transfer, in_folder(from, name), in_folder(to, name), source);
    const int code = co_await std::move(moving);
    worst = std::max(worst, code);
  }
  co_return worst;
}

Task<int> run_move(Transfer& transfer, Removal source) {
  const std::vector<std::string>& paths = transfer.options().paths;
  const CliVersion version = transfer.session().version();
  if (paths.size() != 2) {
    co_return report(transfer.tool(), version,
                     usage_error(version, "the following arguments are required: paths"));
  }
  if (!is_s3(paths[0]) && !is_s3(paths[1])) {
    const CliError error{
        Failure::kUnknownOption,
        "usage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\nError: "
        "Invalid argument type"};
    co_return report(transfer.tool(), version, error);
  }
  auto moving = transfer.options().is_recursive ? move_all(transfer, paths[0], paths[1], source)
                                                : move_one(transfer, paths[0], paths[1], source);
  co_return co_await std::move(moving);
}

/// "2026-11-28 09:00:00"
std::string listed_time(const std::string& modified) { return replace_all(modified.substr(0, 19), "T", " "); }

std::string listed_size(std::int64_t size) {
  constexpr std::size_t kWidth = 10;
  const std::string digits = std::to_string(size);
  return std::string(kWidth - std::min(kWidth, digits.size()), ' ') + digits;
}

Task<int> list_buckets(Transfer& transfer) {
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

Task<int> run_ls(Transfer& transfer) {
  if (transfer.options().paths.empty()) {
    auto listing = list_buckets(transfer);
    co_return co_await std::move(listing);
  }
  std::string path = transfer.options().paths[0];
  if (!is_s3(path)) path = std::string(kScheme) + path;
  const Location at = location_of(path);
  std::vector<std::string> folders;
  auto listing = transfer.list(at, transfer.options().is_recursive ? nullptr : &folders);
  const auto entries = co_await std::move(listing);
  if (entries.has_error()) co_return report(transfer.tool(), transfer.session().version(), entries.error());
  const auto slash = at.key.rfind('/');
  const std::size_t cut = transfer.options().is_recursive || slash == std::string::npos ? 0 : slash + 1;
  for (const std::string& folder : folders)
    transfer.tool().out(std::string(27, ' ') + "PRE " + folder.substr(cut) + "\n");
  for (const Entry& entry : *entries)
    transfer.tool().out(listed_time(entry.modified) + " " + listed_size(entry.size) + " " +
                        entry.key.substr(cut) + "\n");
  co_return entries->empty() && folders.empty() && !at.key.empty() ? 1 : 0;
}

Task<int> remove_one(Transfer& transfer, Location at) {
  if (!transfer.options().is_dry_run) {
    auto removing = transfer.remove(at);
    const auto removed = co_await std::move(removing);
    if (removed.has_error()) co_return ended_badly(transfer, removed.error(), "delete failed: " + url(at));
  }
  transfer.say("delete: " + url(at));
  co_return 0;
}

Task<int> run_rm(Transfer& transfer) {
  const CliVersion version = transfer.session().version();
  const std::vector<std::string>& paths = transfer.options().paths;
  if (paths.size() != 1 || !is_s3(paths[0]))
    co_return report(transfer.tool(), version,
                     usage_error(version, "the following arguments are required: paths"));
  const Location at = location_of(paths[0]);
  if (!transfer.options().is_recursive) {
    auto removing = remove_one(transfer, at);
    co_return co_await std::move(removing);
  }
  auto listing = transfer.list(at, nullptr);
  const auto entries = co_await std::move(listing);
  if (entries.has_error()) co_return ended_badly(transfer, entries.error());
  int worst = 0;
  for (const Entry& entry : *entries) {
    if (!is_wanted(transfer.options(), entry.key.substr(at.key.size()))) continue;
    Location object = at;
    object.key = entry.key;
    auto removing = remove_one(transfer, std::move(object));
    const int code = co_await std::move(removing);
    worst = std::max(worst, code);
  }
  co_return worst;
}

Task<int> run_bucket(Transfer& transfer, std::string operation, std::string done) {
  const CliVersion version = transfer.session().version();
  const std::vector<std::string>& paths = transfer.options().paths;
  if (paths.size() != 1 || !is_s3(paths[0]))
    co_return report(transfer.tool(), version,
                     usage_error(version, "the following arguments are required: path"));
  const Location at = location_of(paths[0]);
  json::object params{{"Bucket", at.bucket}};
  auto calling = transfer.call(operation, std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) {
    co_return ended_badly(transfer, reply.error(), done + " failed: " + std::string(kScheme) + at.bucket);
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
  Transfer transfer{session, *options};
  if (command == "cp" || command == "mv") {
    auto moving = run_move(transfer, command == "mv" ? Removal::kRemove : Removal::kKeep);
    co_return co_await std::move(moving);
  }
  if (command == "sync" && options->paths.size() == 2) {
    auto moving = move_all(transfer, options->paths[0], options->paths[1], Removal::kKeep);
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
