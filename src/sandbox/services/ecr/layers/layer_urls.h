#pragma once
/// URLs from which one layer can be fetched for a while without credentials, as presigned ones of S3 in AWS. They hold for this run.
#include <memory>
#include <string>

#include "base/hash.h"
#include "sandbox/gateway/call.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::ecr_service {

class LayerUrls final : public Component {
 public:
  explicit LayerUrls(Environment& env);

  /// @param repository  ARN; @param digest  of a layer that it has
  std::string url_of(const std::string& repository, const std::string& digest) const;

 private:
  void serve(const net::Request& request, net::Responder& responder) const;
  std::string signature(std::string_view repository, std::string_view digest, std::string_view expires) const;

  Environment& env_;
  HmacSha256Key key_;
};

}  // namespace eni::sandbox::ecr_service
