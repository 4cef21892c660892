#pragma once
/// The images of a running sandbox, for `eni-trunking image`: a component that is there in each sandbox, and has images only where the
/// task engine has told it its store.
///
/// | request | does | answers |
/// | --- | --- | --- |
/// | GET /_sandbox/images | nothing | those that are there (describe_store) |
/// | PUT /_sandbox/images[?name=NAME] | loads an archive, which is the body, of any size | what was in it (describe_loaded) |
/// | DELETE /_sandbox/images?name=NAME | the name goes, and what nobody else keeps of its image | {"removed": NAME, "freedBytes"} |
/// | POST /_sandbox/images/prune | what no name and no container keeps goes | {"freedBytes"} |
///
/// Refusals are {"error", "hint"}: 400 what was asked, 404 no such image or page, 409 the sandbox runs no containers, 413 and 507 what is
/// too large. The gateway keeps other sites' pages away, as from all pages.
#include <memory>
#include <optional>
#include <string>

#include "sandbox/gateway/gateway.h"
#include "sandbox/images/store/image_store.h"

namespace eni::sandbox::task_engine {

struct ServedImages {
  images::ImageStore& store;
  Scheduler& scheduler;  ///< the store's
  oci::Platform platform;
  std::string folder;  ///< for archives on their way: on the disk of the store rather than in memory
  std::uint64_t max_archive_bytes = std::uint64_t{64} << 30;
};

class ImagePages final : public Component {
 public:
  /// Adds the pages. BodyReceivers exists before it, or archives are taken in memory (tests without a server).
  explicit ImagePages(Environment& environment);
  ~ImagePages() override;

  /// From now on these. What they refer to outlives it, or withdraw() comes before.
  void serve(ServedImages images);
  /// No images any more; what is being loaded is broken off.
  void withdraw();
  void stop() override { withdraw(); }

  const ServedImages* served() const { return served_ ? &*served_ : nullptr; }

  /// Loads a file, which nobody else needs, and answers. Once served() is something.
  void load(net::Descriptor file, std::optional<oci::Reference> name,
            std::shared_ptr<net::Responder> responder);
  void remove(const oci::Reference& name, std::shared_ptr<net::Responder> responder);
  void prune(std::shared_ptr<net::Responder> responder);

 private:
  Task<void> load_and_answer(net::Descriptor file, std::optional<oci::Reference> name,
                             std::shared_ptr<net::Responder> responder);
  Task<void> collect_and_answer(json::object answer, std::shared_ptr<net::Responder> responder);
  /// Answers in the place of work that a defect has ended.
  Task<void> guarded(Task<void> work, std::shared_ptr<net::Responder> responder);

  Environment& env_;
  std::optional<ServedImages> served_;
  std::unique_ptr<TaskGroup> work_;  ///< on what is served
};

/// The sandbox's; null in one without it.
ImagePages* find_image_pages(Environment& environment);

}  // namespace eni::sandbox::task_engine
