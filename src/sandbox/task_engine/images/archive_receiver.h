#pragma once
/// An archive of images on its way to the sandbox: into a file without a name, which goes with the request whatever becomes of it.
#include <optional>

#include "net/body_receiver.h"
#include "net/descriptor.h"
#include "net/server.h"
#include "sandbox/task_engine/images/image_pages.h"

namespace eni::sandbox::task_engine {

/// The query's name; nothing if there is none. @error  it is no image's name
Result<std::optional<oci::Reference>> image_name(const net::Request& request);

class ArchiveReceiver final : public net::BodyReceiver {
 public:
  /// @param pages  outlives it
  ArchiveReceiver(ImagePages& pages, const net::Request& head);

  std::optional<net::Response> begin() override;
  std::optional<net::Response> receive(std::string_view bytes) override;
  void finish(net::Request&& request, std::shared_ptr<net::Responder> responder) override;

 private:
  std::optional<net::Response> check_room(std::size_t bytes) const;

  ImagePages& pages_;
  Result<std::optional<oci::Reference>> name_;
  net::Descriptor file_;
  std::uint64_t bytes_ = 0;
};

}  // namespace eni::sandbox::task_engine
