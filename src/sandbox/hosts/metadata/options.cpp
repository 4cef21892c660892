#include "sandbox/hosts/metadata/options.h"

#include "sandbox/hosts/ec2_records.h"

namespace eni::sandbox::hosts::metadata {

Options options_of(Store& store, std::string_view instance_id) {
  Options options;
  const auto instance = find_instance(store, instance_id);
  if (!instance) return options;
  const json::object& given = object_at(instance->document, "metadataOptions");
  options.is_enabled = text_at(given, "httpEndpoint") != "disabled";
  options.requires_token = text_at(given, "httpTokens") == "required";
  options.shows_tags = text_at(given, "instanceMetadataTags") == "enabled";
  options.hop_limit = static_cast<int>(integer_at(given, "httpPutResponseHopLimit", options.hop_limit));
  return options;
}

}  // namespace eni::sandbox::hosts::metadata
