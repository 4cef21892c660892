#include "sandbox/hosts/cloud_config.h"

#include <yaml-cpp/yaml.h>

#include "base/text.h"
#include "sandbox/hosts/shell_script.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;

void append_commands(BootScript& script, const YAML::Node& list, const MetadataFacts& facts) {
  if (!list || !list.IsSequence()) return;
  for (const YAML::Node& command : list) {
    if (command.IsScalar()) {
      append_command_line(script, command.Scalar(), facts);
    } else if (command.IsSequence()) {
      std::vector<std::string> words;
      for (const YAML::Node& word : command) words.push_back(word.IsScalar() ? word.Scalar() : std::string{});
      append_command_words(script, words, facts);
    }
  }
}

std::string scalar(const YAML::Node& map, const char* key) {
  const YAML::Node node = map[key];
  return node && node.IsScalar() ? node.Scalar() : std::string{};
}

void append_files(BootScript& script, const YAML::Node& list) {
  if (!list || !list.IsSequence()) return;
  for (const YAML::Node& file : list) {
    if (!file.IsMap()) continue;
    BootAction action;
    action.kind = scalar(file, "append") == "true" ? Kind::kAppendFile : Kind::kWriteFile;
    action.path = scalar(file, "path");
    action.text = scalar(file, "content");
    const std::string encoding = scalar(file, "encoding");
    if (encoding == "b64" || encoding == "base64") {
      action.text = base64_decode(action.text).value_or("");
    } else if (!encoding.empty() && encoding != "text/plain") {
      action.kind = Kind::kSay;
      action.text =
          "not carried out by the sandbox: write_files of " + action.path + " in encoding " + encoding;
    }
    script.actions.push_back(std::move(action));
  }
}

}  // namespace

CloudConfig read_cloud_config(std::string_view yaml, const MetadataFacts& facts) {
  CloudConfig config;
  config.early.name = "cloud-config";
  config.late.name = "runcmd";
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (!root.IsMap()) return config;
    append_commands(config.early, root["bootcmd"], facts);
    append_files(config.early, root["write_files"]);
    append_commands(config.late, root["runcmd"], facts);
  } catch (const YAML::Exception& failure) {
    BootAction action;
    action.text = std::string("[WARNING]: Failed loading yaml blob. Invalid format at line ") +
                  std::to_string(failure.mark.line + 1) + " column " +
                  std::to_string(failure.mark.column + 1) + ": " + failure.msg;
    config.early.actions = {std::move(action)};
  }
  return config;
}

}  // namespace eni::sandbox::hosts
