#pragma once
/// What the simulated machine knows of itself: its instance, image and type.
#include <optional>
#include <string>
#include <string_view>

#include "machine_images/machine_images.h"
#include "sandbox/gateway/call.h"
#include "sandbox/hosts/machine_facts.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::hosts {

struct Machine {
  std::string instance_id;
  aws::AccountId account;
  aws::Region region;
  std::string state;        ///< "running"
  std::string launch_time;  ///< of its last start, as EC2 writes it
  std::string zone;
  std::string image_id;
  std::string profile_arn;  ///< of the instance profile; "" if it has none
  std::string user_data;    ///< no longer base64
  std::string private_ip;
  std::string private_dns_name;
  HttpTokens http_tokens = HttpTokens::kOptional;
  HttpEndpoint http_endpoint = HttpEndpoint::kEnabled;
  const machine_images::MachineImage* image = nullptr;
  const trunking::InstanceType* type = nullptr;

  bool has_agent() const { return image && !image->agent_version.empty(); }
  MachineFacts facts() const;
};

/// Nothing if there is no such instance, or none of a known image and type.
std::optional<Machine> find_machine(Store& store, std::string_view instance_id);

}  // namespace eni::sandbox::hosts
