#include "sandbox/hosts/user_data.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hosts/cloud_config.h"
#include "sandbox/hosts/mime_message.h"
#include "sandbox/hosts/shell_script.h"

namespace eni::sandbox::hosts {
namespace {

struct Collected {
  std::vector<BootScript> hooks;
  std::vector<BootScript> early;
  std::vector<BootScript> scripts;
  std::vector<BootScript> late;
};

BootScript unhandled(std::string_view what) {
  BootScript script;
  script.name = "user-data";
  BootAction action;
  action.text = "__init__.py[WARNING]: Unhandled non-multipart (" + std::string(what) + ") userdata";
  script.actions.push_back(std::move(action));
  return script;
}

std::string number(std::size_t count) {
  const std::string digits = std::to_string(count);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

void add_config(Collected& all, std::string_view yaml, const MetadataFacts& facts) {
  CloudConfig config = read_cloud_config(yaml, facts);
  all.early.push_back(std::move(config.early));
  all.late.push_back(std::move(config.late));
}

void add_script(std::vector<BootScript>& scripts, std::string_view text, std::size_t part,
                const MetadataFacts& facts) {
  BootScript script = interpret_shell(text, facts);
  script.name = "part-" + number(part);
  scripts.push_back(std::move(script));
}

/// The type of a text that says it in its first line.
std::string_view type_by_first_line(std::string_view text) {
  if (text.starts_with("#!")) return "text/x-shellscript";
  if (text.starts_with("#cloud-config")) return "text/cloud-config";
  if (text.starts_with("#cloud-boothook")) return "text/cloud-boothook";
  return "text/x-not-multipart";
}

void add_part(Collected& all, std::string_view type, std::string_view text, std::size_t part,
              const MetadataFacts& facts) {
  if (type == "text/plain") type = type_by_first_line(text);
  if (type == "text/x-shellscript") {
    add_script(all.scripts, text, part, facts);
  } else if (type == "text/cloud-config") {
    add_config(all, text, facts);
  } else if (type == "text/cloud-boothook") {
    add_script(all.hooks, text, part, facts);
  } else if (!trim(text).empty()) {
    all.early.push_back(unhandled(type));
  }
}

}  // namespace

std::vector<BootScript> read_user_data(std::string_view bytes, const MetadataFacts& facts) {
  Collected all;
  const std::string_view text = bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  if (text.starts_with("\x1f\x8b")) {
    all.early.push_back(unhandled("gzip, which the sandbox does not read"));
  } else if (is_mime_message(text)) {
    std::size_t part = 0;
    for (const MimePart& entry : read_mime_message(text).value_or(std::vector<MimePart>{}))
      add_part(all, entry.content_type, trim(entry.body), ++part, facts);
  } else if (!text.empty()) {
    add_part(all, type_by_first_line(text), text, 1, facts);
  }
  std::vector<BootScript> ordered;
  for (auto* group : {&all.hooks, &all.early, &all.scripts, &all.late})
    std::move(group->begin(), group->end(), std::back_inserter(ordered));
  return ordered;
}

}  // namespace eni::sandbox::hosts
