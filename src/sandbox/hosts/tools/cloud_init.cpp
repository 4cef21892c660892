#include "sandbox/hosts/tools/cloud_init.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hosts/metadata/options.h"
#include "sandbox/hosts/metadata/tree.h"

namespace eni::sandbox::hosts::tools {
namespace {

std::string distribution(const Machine& machine) {
  return machine.image->os.starts_with("Amazon") ? "amazon" : to_lower(split(machine.image->os, ' ').front());
}

json::object standard_data(const ToolCall& call, const std::string& hostname) {
  const Machine& machine = call.machine;
  return {{"availability_zone", machine.zone},
          {"cloud_name", "aws"},
          {"distro", distribution(machine)},
          {"instance_id", machine.instance_id},
          {"local_hostname", hostname},
          {"machine", machine.image->architecture == "arm64" ? "aarch64" : machine.image->architecture},
          {"platform", "ec2"},
          {"region", machine.region.value},
          {"subplatform", "metadata (http://169.254.169.254)"}};
}

/// Folders as objects; keys as cloud-init has them, with hyphens in names below ds.meta_data.
json::object meta_data(const metadata::Tree& tree) {
  constexpr std::string_view kPrefix = "meta-data/";
  json::object root;
  for (auto leaf = tree.lower_bound(kPrefix); leaf != tree.end() && leaf->first.starts_with(kPrefix);
       ++leaf) {
    json::object* place = &root;
    std::vector<std::string> names = split(std::string_view(leaf->first).substr(kPrefix.size()), '/');
    const std::string last = names.back();
    names.pop_back();
    for (const std::string& name : names) {
      json::value& inner = (*place)[name];
      if (!inner.is_object()) inner = json::object{};
      place = &inner.get_object();
    }
    (*place)[last] = leaf->second;
  }
  return root;
}

std::string printed(const json::value& value) {
  if (value.is_string()) return as_text(value);
  if (value.is_bool()) return value.get_bool() ? "True" : "False";
  if (value.is_null()) return "None";
  return std::string(trim(pretty(value)));
}

/// A name with dots; its parts may be written with underscores for hyphens.
const json::value* look_up(const json::object& data, std::string_view name) {
  const json::object* place = &data;
  const json::value* found = nullptr;
  for (const std::string& part : split(name, '.')) {
    if (!place) return nullptr;
    found = find(*place, part);
    if (!found) found = find(*place, replace_all(part, "_", "-"));
    if (!found) return nullptr;
    place = found->if_object();
  }
  return found;
}

int query(ToolCall& call) {
  std::vector<std::string> names;
  bool wants_all = false;
  std::string format;
  for (std::size_t at = 2; at < call.argv.size(); ++at) {
    const std::string& word = call.argv[at];
    if (word == "--all" || word == "-a") wants_all = true;
    if ((word == "--format" || word == "-f") && at + 1 < call.argv.size())
      format = call.argv[++at];
    else if (!word.starts_with('-'))
      names.push_back(word);
  }
  const json::object data = instance_data(call);
  if (!format.empty()) {
    std::string out = format;
    for (std::size_t begin = out.find("{{"); begin != std::string::npos; begin = out.find("{{", begin)) {
      const std::size_t end = out.find("}}", begin);
      if (end == std::string::npos) break;
      const json::value* value =
          look_up(data, trim(std::string_view(out).substr(begin + 2, end - begin - 2)));
      const std::string text = value ? printed(*value) : "CI_MISSING_JINJA_VAR";
      out.replace(begin, end + 2 - begin, text);
      begin += text.size();
    }
    call.out(out + "\n");
    return 0;
  }
  if (wants_all) {
    call.out(std::string(trim(pretty(json::value(data)))) + "\n");
    return 0;
  }
  if (names.empty()) {
    call.err("Expected one of the options: --all, --format, --list-keys or varname\n");
    return 1;
  }
  const json::value* value = look_up(data, names[0]);
  if (!value) {
    call.err("Undefined instance-data key " + names[0] + "\n");
    return 1;
  }
  call.out(printed(*value) + "\n");
  return 0;
}

}  // namespace

json::object instance_data(const ToolCall& call) {
  const auto options = metadata::options_of(call.env.store, call.machine.instance_id);
  const metadata::Tree tree = metadata::tree_of(call.env.store, call.machine, options.shows_tags);
  const auto hostname = tree.find("meta-data/local-hostname");
  json::object data = standard_data(call, hostname == tree.end() ? "" : hostname->second);
  json::object standard = data;
  data["v1"] = std::move(standard);
  data["ds"] = json::object{{"meta_data", meta_data(tree)}};
  data["userdata"] = call.machine.user_data;
  return data;
}

Task<int> run_cloud_init(ToolCall& call) {
  const std::string verb = call.argv.size() > 1 ? call.argv[1] : "";
  if (verb == "query") co_return query(call);
  if (verb == "status") {
    const bool waits = std::find(call.argv.begin(), call.argv.end(), "--wait") != call.argv.end() ||
                       std::find(call.argv.begin(), call.argv.end(), "-w") != call.argv.end();
    if (waits) {
      auto waiting =
          call.wait_in_vain("cloud-init status --wait waits for the user data, which waits for it");
      co_await std::move(waiting);
    }
    call.out("status: running\n");
    co_return 0;
  }
  if (verb == "--version") {
    call.out("/usr/bin/cloud-init 22.2.2\n");
    co_return 0;
  }
  call.err("cloud-init: the sandbox's hosts carry out query and status alone\n");
  co_return 1;
}

}  // namespace eni::sandbox::hosts::tools
