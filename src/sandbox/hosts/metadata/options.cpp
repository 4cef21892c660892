#include "sandbox/hosts/metadata/options.h"

#include "sandbox/hosts/ec2_records.h"

namespace eni::sandbox::hosts::metadata {

Options options_of(Store& store, std::string_view instance_id) {
  Options options;
  const auto instance = find_instance(store, instance_id);
  const json::value* given = instance ? find(instance->document, "metadataOptions") : nullptr;
  if (!given || !given->is_object()) return options;
  const json::object& object = given->get_object();
  options.is_enabled = find_string(object, "httpEndpoint") != "disabled";
  options.requires_token = find_string(object, "httpTokens") == "required";
  options.shows_tags = find_string(object, "instanceMetadataTags") == "enabled";
  const json::value* hops = find(object, "httpPutResponseHopLimit");
  if (hops && hops->is_number()) options.hop_limit = hops->to_number<int>();
  return options;
}

}  // namespace eni::sandbox::hosts::metadata
