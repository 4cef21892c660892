#pragma once
/// The instance metadata service of the EC2 instance that this runs on, if it does.
#include <optional>
#include <string>

#include "client/configuration.h"

namespace eni::client {

/// IMDSv2, else IMDSv1. Nobody there, or nobody who knows what is asked for: that is no error.
/// Source: EC2 User Guide, "Use the Instance Metadata Service"; botocore's IMDSFetcher.
class InstanceMetadataService {
 public:
  /// @param settings  where it is and how long one request may take (1 s if they do not say); outlives this
  /// @return  nothing if AWS_EC2_METADATA_DISABLED turns it off
  /// @error  a setting that is not what it should be
  static Result<std::optional<InstanceMetadataService>> open(const Configuration& settings);

  /// Takes a session's token. @return  false: neither with one nor without may anything be asked
  bool begin_session();
  /// The text at `path`; nothing if there is none.
  std::optional<std::string> get(const std::string& path) const;

 private:
  explicit InstanceMetadataService(const Configuration& settings) : settings_{&settings} {}
  std::optional<net::Response> ask(const std::string& path, net::Request request) const;

  const Configuration* settings_;
  net::Url url_;
  Duration timeout_{0};
  int attempts_ = 1;
  bool allows_v1_ = true;
  std::string token_;  ///< of IMDSv2; empty: the service is of the first version
};

/// The Region that the instance is in; "" if it cannot be found out. @error  as open()
Result<std::string> region_of_instance(const Configuration& settings);

}  // namespace eni::client
