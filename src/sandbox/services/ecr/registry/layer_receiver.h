#pragma once
/// The bytes of a layer on their way from a client to the disk, of which no more than a piece is in memory. Clients send them in
/// different ways, which all come here: PATCH of an upload, chunked or with a length; PUT of an upload with all of the layer or with
/// its last bytes; POST with a digest.
#include <memory>

#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/registry/registry_call.h"

namespace eni::sandbox::ecr_service {

/// Whether the request may bring bytes of a layer.
bool sends_layer(const net::Request& head, const RegistryRoute& route);

class LayerReceiver final : public net::BodyReceiver {
 public:
  LayerReceiver(Environment& env, const net::Request& head);
  ~LayerReceiver() override;

  std::optional<net::Response> begin() override;
  std::optional<net::Response> receive(std::string_view bytes) override;
  void finish(net::Request&& request, std::shared_ptr<net::Responder> responder) override;

 private:
  RegistryResult<void> authorize(const RegistryCaller& caller) const;
  RegistryResult<void> open_upload(const RegistryCaller& caller);
  RegistryResult<void> check_range() const;
  RegistryResult<void> admit();
  void release();

  Environment& env_;
  net::Request head_;
  RegistryRoute route_;
  std::optional<RegistryCaller> caller_;
  std::shared_ptr<LayerUpload> upload_;  ///< once it is this request's
};

}  // namespace eni::sandbox::ecr_service
