#pragma once
/// What user data can learn of the machine that it runs on, without asking anybody but the machine.
#include <cstdint>
#include <string>

namespace eni::sandbox::hosts {

/// The version of cloud-init, which differs by image.
enum class CloudInit : std::uint8_t {
  k19,  ///< 19.3, of Amazon Linux 2
  k22,  ///< 22.2.2, of Amazon Linux 2023
};

/// The major version of the AWS CLI. Version 1 neither asks the metadata for its Region nor reads AWS_REGION.
enum class AwsCli : std::uint8_t { k1, k2 };

enum class HttpTokens : std::uint8_t { kOptional, kRequired };
enum class HttpEndpoint : std::uint8_t { kEnabled, kDisabled };

struct MachineFacts {
  std::string region;
  std::string zone;
  std::string instance_id;
  std::string instance_type;
  std::string image_id;
  std::string private_ip;
  std::string private_dns_name;  ///< "ip-10-0-0-4.eu-central-1.compute.internal"
  HttpTokens http_tokens = HttpTokens::kRequired;
  HttpEndpoint http_endpoint = HttpEndpoint::kEnabled;
  CloudInit cloud_init = CloudInit::k22;
  AwsCli aws_cli = AwsCli::k2;
  bool has_agent = true;  ///< and with it the folder /etc/ecs
};

}  // namespace eni::sandbox::hosts
