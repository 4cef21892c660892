#pragma once
/// Names of images as users and task definitions write them, and the names of ECR's registries.
/// Sources: distribution/reference (grammar and docker.io's short names); OCI Distribution Specification 1.1, "Pulling manifests";
/// Amazon ECR User Guide, "Amazon ECR private registry".
#include <optional>
#include <string>
#include <string_view>

#include "aws/identifiers.h"
#include "base/result.h"
#include "oci/digest.h"

namespace eni::oci {

/// One image of a repository: by its digest if there is one (a tag beside it is for people), else by its tag.
struct Reference {
  std::string registry;    ///< host, with its port where one was given: "docker.io", "127.0.0.1:4566"
  std::string repository;  ///< "library/nginx"
  std::string tag;         ///< "" only where a digest stands alone
  std::optional<Digest> digest;

  /// "nginx" is docker.io/library/nginx:latest; the first part is a host if it has a dot or a port, or is "localhost".
  /// @error  "'TEXT' is not an image's name: …"
  static Result<Reference> parse(std::string_view text);
  /// In full: "docker.io/library/nginx:latest", "…/web:1@sha256:…".
  std::string text() const;

  bool operator==(const Reference&) const = default;
};

/// Parts of small letters and digits, joined by "." "_" "__" or hyphens, between slashes; 256 characters at most, as ECR has it.
bool is_repository_name(std::string_view text);
/// A letter, digit or "_", then up to 127 of these, "." and "-".
bool is_tag(std::string_view text);

/// A private registry of Amazon ECR.
struct EcrRegistry {
  aws::AccountId account;
  aws::Region region;
  bool operator==(const EcrRegistry&) const = default;
};

/// The one whose host this is: ACCOUNT.dkr.ecr.REGION.amazonaws.com (amazonaws.com.cn), its FIPS name, and its dual-stack name
/// ACCOUNT.dkr-ecr.REGION.on.aws (on.amazonwebservices.com.cn). A port is left out of account. Nothing for any other host.
std::optional<EcrRegistry> ecr_registry_of(std::string_view host);
/// The same with any name behind the Region, as a sandbox is reached: ACCOUNT.dkr.ecr.REGION.localhost:4566.
std::optional<EcrRegistry> ecr_registry_by_prefix(std::string_view host);
/// "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
std::string ecr_host(const EcrRegistry& registry);

}  // namespace eni::oci
