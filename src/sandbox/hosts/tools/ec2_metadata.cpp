#include "sandbox/hosts/tools/ec2_metadata.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hosts/metadata/options.h"
#include "sandbox/hosts/metadata/tree.h"

namespace eni::sandbox::hosts::tools {
namespace {

/// An option, what it prints before the value, and where the value is below meta-data/.
struct Row {
  std::string_view brief, full, label, path;
};

constexpr Row kRows[] = {
    {"-a", "--ami-id", "ami-id", "ami-id"},
    {"-l", "--ami-launch-index", "ami-launch-index", "ami-launch-index"},
    {"-m", "--ami-manifest-path", "ami-manifest-path", "ami-manifest-path"},
    {"-n", "--ancestor-ami-ids", "ancestor-ami-ids", "ancestor-ami-ids"},
    {"-b", "--block-device-mapping", "block-device-mapping", "block-device-mapping/"},
    {"-i", "--instance-id", "instance-id", "instance-id"},
    {"-t", "--instance-type", "instance-type", "instance-type"},
    {"-h", "--local-hostname", "local-hostname", "local-hostname"},
    {"-o", "--local-ipv4", "local-ipv4", "local-ipv4"},
    {"-k", "--kernel-id", "kernel-id", "kernel-id"},
    {"-z", "--availability-zone", "placement", "placement/availability-zone"},
    {"-R", "--region", "region", "placement/region"},
    {"", "--availability-zone-id", "availability-zone-id", "placement/availability-zone-id"},
    {"-P", "--partition", "partition", "services/partition"},
    {"-c", "--product-codes", "product-codes", "product-codes"},
    {"-p", "--public-hostname", "public-hostname", "public-hostname"},
    {"-v", "--public-ipv4", "public-ipv4", "public-ipv4"},
    {"-u", "--public-keys", "public-keys", "public-keys/"},
    {"-r", "--ramdisk-id", "ramdisk-id", "ramdisk-id"},
    {"-e", "--reservation-id", "reservation-id", "reservation-id"},
    {"-s", "--security-groups", "security-groups", "security-groups"},
    {"-d", "--user-data", "user-data", "user-data"},
    {"-g", "--tags", "tags", "tags/instance/"},
};

constexpr std::string_view kHelp =
    "ec2-metadata\n"
    "Use to retrieve EC2 instance metadata from within a running EC2 instance.\n"
    "e.g. to retrieve instance id: ec2-metadata -i\n"
    "\t\t to retrieve ami id: ec2-metadata -a\n"
    "\t\t to get help: ec2-metadata --help\n";

const Row* find_row(std::string_view option) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows), [option](const Row& each) {
    return each.brief == option || each.full == option;
  });
  return row == std::end(kRows) ? nullptr : row;
}

/// A folder's leaves, a line each below the label.
std::string folder_text(const metadata::Tree& tree, const std::string& folder) {
  std::string out;
  for (auto leaf = tree.lower_bound(folder); leaf != tree.end() && leaf->first.starts_with(folder); ++leaf)
    out += "\n\t " + leaf->first.substr(folder.size()) + ": " + std::string(trim(leaf->second));
  return out;
}

std::string shown(const metadata::Tree& tree, const Row& row) {
  std::string value;
  if (row.path == "user-data") {
    const auto leaf = tree.find("user-data");
    value = leaf == tree.end() ? "not available" : leaf->second;
  } else if (row.path.ends_with('/')) {
    value = folder_text(tree, "meta-data/" + std::string(row.path));
    if (value.empty()) value = " not available";
    return std::string(row.label) + ":" + value + "\n";
  } else {
    const auto leaf = tree.find("meta-data/" + std::string(row.path));
    value = leaf == tree.end() ? "not available" : leaf->second;
  }
  return std::string(row.label) + ": " + value + "\n";
}

}  // namespace

Task<int> run_ec2_metadata(ToolCall& call) {
  const auto options = metadata::options_of(call.env.store, call.machine.instance_id);
  if (!options.is_enabled) {
    call.err(
        "[ERROR] Command not valid outside EC2 instance. Please run this command within a running EC2 "
        "instance.\n");
    co_return 1;
  }
  std::vector<const Row*> rows;
  bool is_quiet = false;
  for (std::size_t at = 1; at < call.argv.size(); ++at) {
    const std::string& option = call.argv[at];
    if (option == "--quiet" || option == "-q") {
      is_quiet = true;
      continue;
    }
    if (option == "--all") continue;
    const Row* row = find_row(option);
    if (option == "--help" || !row) {
      (option == "--help" ? call.out(kHelp) : call.err(kHelp));
      co_return option == "--help" ? 0 : 1;
    }
    rows.push_back(row);
  }
  if (rows.empty())
    for (const Row& row : kRows) rows.push_back(&row);
  const metadata::Tree tree = metadata::tree_of(call.env.store, call.machine, options.shows_tags);
  for (const Row* row : rows) {
    const std::string line = shown(tree, *row);
    call.out(is_quiet && line.find(": ") != std::string::npos ? line.substr(line.find(": ") + 2) : line);
  }
  co_return 0;
}

}  // namespace eni::sandbox::hosts::tools
