#pragma once
/// How an instance's metadata service is set up: the instance's MetadataOptions.
#include <string_view>

#include "sandbox/store/store.h"

namespace eni::sandbox::hosts::metadata {

struct Options {
  bool is_enabled = true;       ///< HttpEndpoint
  bool requires_token = false;  ///< HttpTokens
  int hop_limit = 1;            ///< HttpPutResponseHopLimit: 1 keeps tokens from containers behind a bridge
  bool shows_tags = false;      ///< InstanceMetadataTags
};

/// As the instance's document in the store has them now.
Options options_of(Store& store, std::string_view instance_id);

}  // namespace eni::sandbox::hosts::metadata
