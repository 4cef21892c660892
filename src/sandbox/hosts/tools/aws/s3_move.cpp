#include "sandbox/hosts/tools/aws/s3_move.h"

#include <algorithm>

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr unsigned kFileMode = 0644;

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

Task<int> download(S3Transfer& transfer, S3Location from, std::string to, SourceFile source) {
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
  transfer.say((source == SourceFile::kRemoved ? "move: " : "download: ") + url(from) + " to " +
               shown_path(to));
  if (source == SourceFile::kKept || transfer.options().is_dry_run) co_return 0;
  auto removing = transfer.remove(from);
  const auto removed = co_await std::move(removing);
  co_return removed ? 0 : ended_badly(transfer, removed.error());
}

Task<int> upload(S3Transfer& transfer, std::string from, S3Location to, SourceFile source) {
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
  transfer.say((source == SourceFile::kRemoved ? "move: " : "upload: ") + shown_path(from) + " to " +
               url(to));
  if (source == SourceFile::kRemoved && !transfer.options().is_dry_run) {
    auto removing = transfer.tool().remove_file(from);
    const auto removed = co_await std::move(removing);
    if (removed.has_error()) co_return 1;
  }
  co_return 0;
}

Task<int> copy(S3Transfer& transfer, S3Location from, S3Location to, SourceFile source) {
  auto getting = transfer.get(from);
  auto bytes = co_await std::move(getting);
  if (!bytes) co_return ended_badly(transfer, bytes.error());
  auto putting = transfer.put(to, *std::move(bytes));
  const auto put = co_await std::move(putting);
  if (put.has_error())
    co_return ended_badly(transfer, put.error(), "copy failed: " + url(from) + " to " + url(to));
  transfer.say((source == SourceFile::kRemoved ? "move: " : "copy: ") + url(from) + " to " + url(to));
  if (source == SourceFile::kKept) co_return 0;
  auto removing = transfer.remove(from);
  const auto removed = co_await std::move(removing);
  co_return removed ? 0 : ended_badly(transfer, removed.error());
}

Task<bool> is_folder(S3Transfer& transfer, std::string path) {
  if (path.ends_with('/') || path == "..") co_return true;
  auto listing = transfer.tool().list_files(path);
  const auto files = co_await std::move(listing);
  co_return files.has_value();
}

/// One file or object.
Task<int> move_one(S3Transfer& transfer, std::string from, std::string to, SourceFile source) {
  if (is_s3(from) && is_s3(to)) {
    S3Location target = location_of(to);
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
  S3Location target = location_of(to);
  if (target.key.empty() || target.key.ends_with('/')) target.key += name_of(from);
  auto uploading = upload(transfer, from, std::move(target), source);
  co_return co_await std::move(uploading);
}

/// The names below a folder or prefix.
Task<CliResult<std::vector<std::string>>> names_below(S3Transfer& transfer, std::string path) {
  std::vector<std::string> names;
  if (!is_s3(path)) {
    auto listing = transfer.tool().list_files(path);
    auto files = co_await std::move(listing);
    if (!files) co_return CliError{Failure::kGeneral, "The user-provided path " + path + " does not exist."};
    co_return *std::move(files);
  }
  S3Location at = location_of(path);
  if (!at.key.empty() && !at.key.ends_with('/')) at.key += "/";
  auto listing = transfer.list(at, nullptr);
  const auto entries = co_await std::move(listing);
  if (entries.has_error())
    co_return CliError{entries.error().failure, "fatal error: " + entries.error().message};
  for (const S3Entry& entry : *entries)
    if (!entry.key.ends_with('/')) names.push_back(entry.key.substr(at.key.size()));
  co_return names;
}

}  // namespace

Task<int> move_all(S3Transfer& transfer, std::string from, std::string to, SourceFile source) {
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

Task<int> run_move(S3Transfer& transfer, SourceFile source) {
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

}  // namespace eni::sandbox::hosts::tools::aws_cli
