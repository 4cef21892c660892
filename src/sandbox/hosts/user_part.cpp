#include "sandbox/hosts/user_part.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/gzip_stream.h"
#include "sandbox/hosts/cloud_yaml.h"
#include "sandbox/hosts/mime_message.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kNotMultipart = "text/x-not-multipart";
constexpr std::string_view kShellScript = "text/x-shellscript";
constexpr std::string_view kArchive = "text/cloud-config-archive";
constexpr std::string_view kBlanks = " \t\r\n\v\f";

struct Beginning {
  std::string_view text;
  std::string_view type;
};

/// Longest first.
constexpr Beginning kBeginnings[] = {
    {"#cloud-config-archive", kArchive},          {"#cloud-config-jsonp", "text/cloud-config-jsonp"},
    {"## template: jinja", "text/jinja2"},        {"#cloud-boothook", "text/cloud-boothook"},
    {"#include-once", "text/x-include-once-url"}, {"#cloud-config", "text/cloud-config"},
    {"#part-handler", "text/part-handler"},       {"#upstart-job", "text/upstart-job"},
    {"#include", "text/x-include-url"},           {"#!", kShellScript},
};

constexpr std::string_view kGzipTypes[] = {"application/gzip",         "application/gzip-compressed",
                                           "application/gzipped",      "application/x-compress",
                                           "application/x-compressed", "application/x-gunzip",
                                           "application/x-gzip",       "application/x-gzip-compressed"};

bool is_gzip_type(std::string_view type) {
  return std::find(std::begin(kGzipTypes), std::end(kGzipTypes), type) != std::end(kGzipTypes);
}

std::string numbered(std::size_t part) {
  const std::string digits = std::to_string(part);
  return "part-" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

BootStep say(std::string text) { return {BootStep::Frequency::kEveryBoot, ConsoleMessage{std::move(text)}}; }
BootStep refuse(std::string what) {
  return {BootStep::Frequency::kFirstBoot, UnsupportedInput{std::move(what)}};
}

class Processor {
 public:
  explicit Processor(const MachineFacts& facts) : facts_{facts} {}

  void process(std::string_view bytes) {
    std::string unpacked;
    if (is_gzip(bytes)) {
      auto result = gunzip(bytes);
      if (result.has_error() && result.error().message.starts_with("unpacks to more"))
        return out_.notes.push_back(refuse("user data that " + result.error().message));
      // What cannot be unpacked, cloud-init takes as it is.
      unpacked = result.has_error() ? std::string(bytes) : *std::move(result);
      bytes = unpacked;
    }
    if (!is_mime_message(bytes)) return add({std::string(kNotMultipart), {}, std::string(bytes), {}});
    auto message = read_mime_message(bytes);
    if (message.has_error()) return out_.notes.push_back(refuse(message.error().message));
    for (MimePart& part : *message) add(std::move(part));
  }

  UserParts take() { return std::move(out_); }

 private:
  void add(MimePart part) {
    std::string type = part.content_type;
    if (is_gzip_type(type)) {
      auto text = gunzip(part.body);
      if (text.has_error()) return fail_to_unpack(part, text.error().message);
      part.body = *std::move(text);
      type = "text/plain";
    }
    const bool looks = type == "text/plain" || type == kNotMultipart ||
                       (type == kShellScript && facts_.cloud_init != CloudInit::k19);
    if (const auto by_text = type_by_beginning(part.body); looks && !by_text.empty()) type = by_text;
    if (part.headers.contains("launch-index")) return out_.notes.push_back(refuse("the header Launch-Index"));
    if (type == kArchive) return explode(part.body);
    attach(std::move(type), std::move(part.file_name), std::move(part.body), merge_type(part));
  }

  static std::string merge_type(const MimePart& part) {
    for (const char* name : {"merge-type", "x-merge-type"})
      if (const auto found = part.headers.find(name); found != part.headers.end()) return found->second;
    return {};
  }

  /// Newer cloud-init reads none of the user data then, older ones leave out the part.
  void fail_to_unpack(const MimePart& part, const std::string& reason) {
    const std::string text = "Failed decompressing payload from " + part.content_type + " of length " +
                             std::to_string(part.body.size()) + " due to: " + reason;
    if (facts_.cloud_init == CloudInit::k19)
      return out_.notes.push_back(say("user_data.py[WARNING]: " + text));
    out_.notes.push_back(refuse("a part that is no gzip: " + text));
  }

  void explode(std::string_view text) {
    const auto root = load_yaml(text);
    if (root.has_error()) return out_.notes.push_back(say(root.error().message));
    if (!root->IsSequence()) return out_.notes.push_back(say(unexpected_root(*root, "list', 'set")));
    for (const YAML::Node& entry : *root) {
      if (!entry.IsScalar() && !entry.IsMap()) continue;
      const auto content = entry.IsScalar() ? std::optional{entry} : last_member(entry, "content");
      if (content && !content->IsScalar())
        return out_.notes.push_back(refuse("an entry of #cloud-config-archive whose content is no text"));
      const std::string body = content ? content->Scalar() : std::string{};
      std::string type = entry.IsMap() ? text_member(entry, "type") : std::string{};
      if (type.empty()) type = type_by_beginning(body);
      if (type.empty()) type = "text/cloud-config";
      const bool is_conditional = entry.IsMap() && last_member(entry, "launch-index");
      if (is_conditional) return out_.notes.push_back(refuse("launch-index in #cloud-config-archive"));
      attach(to_lower(type), entry.IsMap() ? text_member(entry, "filename") : std::string{}, body,
             entry.IsMap() ? text_member(entry, "Merge-Type") : std::string{});
    }
  }

  void attach(std::string type, std::string file_name, std::string text, std::string merge_type) {
    if (file_name.empty()) file_name = numbered(out_.parts.size() + 1);
    out_.parts.push_back({std::move(type), std::move(file_name), std::move(text), std::move(merge_type)});
  }

  const MachineFacts& facts_;
  UserParts out_;
};

/// Version 22 with Amazon's patch asks that all of it be base64; the older one passes over line ends.
std::optional<std::string> second_base64(std::string_view bytes, CloudInit version) {
  const bool has_lines = bytes.find_first_of("\r\n") != std::string_view::npos;
  if (bytes.empty() || (has_lines && version != CloudInit::k19)) return std::nullopt;
  return base64_decode(bytes);
}

}  // namespace

std::string_view type_by_beginning(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string beginning = to_lower(text.substr(0, 32));
  for (const auto& [start, type] : kBeginnings)
    if (beginning.starts_with(start)) return type;
  return {};
}

std::string with_unix_line_ends(std::string text) {
  const auto end = text.find('\n');
  if (end == std::string::npos || end == 0 || text[end - 1] != '\r') return text;
  return replace_all(text, "\r\n", "\n");
}

UserParts take_apart(std::string_view bytes, const MachineFacts& facts) {
  Processor processor{facts};
  const auto decoded = second_base64(bytes, facts.cloud_init);
  processor.process(decoded ? std::string_view{*decoded} : bytes);
  return processor.take();
}

}  // namespace eni::sandbox::hosts
