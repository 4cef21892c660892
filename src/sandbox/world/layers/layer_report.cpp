#include "sandbox/world/layers/layer.h"

namespace eni::sandbox::world::layers {
namespace {

const char* beginning(LayerFault fault) {
  switch (fault) {
    case LayerFault::kNone:
      return "";
    case LayerFault::kArchive:
      return "the layer is broken";
    case LayerFault::kPath:
      return "the layer is refused";
    case LayerFault::kLimit:
      return "the layer is too large";
    case LayerFault::kUnsupported:
      return "the layer cannot be unpacked here";
    case LayerFault::kOwner:
      return "the layer needs more users than there are here";
    case LayerFault::kNoSpace:
      return "write";
    case LayerFault::kDigest:
      return "the layer is not what was asked for";
    case LayerFault::kInputOutput:
      return "the layer cannot be unpacked";
  }
  return "";
}

/// From the container's root, as who is in the container would call it.
std::string absolute(std::string_view entry) {
  while (entry.starts_with("./") || entry.starts_with('/')) entry.remove_prefix(entry.find('/') + 1);
  return "/" + std::string(entry);
}

std::string describe_contents(const LayerReport& report) {
  std::string text =
      std::to_string(report.entries) + " entries, " + std::to_string(report.file_bytes) + " bytes";
  const auto add = [&](std::uint64_t count, const std::string& what) {
    if (count > 0) text += ", " + std::to_string(count) + " " + what;
  };
  add(report.whiteouts, "whiteouts");
  add(report.devices_left_out, "devices left out");
  add(report.xattrs_left_out, "extended attributes left out");
  add(report.owners_replaced, "owners replaced (first " + report.first_owner_replaced + ")");
  return text;
}

}  // namespace

std::string describe(const LayerReport& report) {
  if (report.good()) return describe_contents(report);
  std::string text = beginning(report.failure.fault);
  if (report.failure.fault == LayerFault::kNoSpace)
    return text + " " + absolute(report.entry) + ": no space left on device";
  text += ": ";
  if (!report.entry.empty()) text += report.entry + ": ";
  return text + report.failure.detail;
}

}  // namespace eni::sandbox::world::layers
