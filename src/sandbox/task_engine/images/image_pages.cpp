#include "sandbox/task_engine/images/image_pages.h"

#include <algorithm>

#include "base/defect.h"
#include "sandbox/gateway/body_receivers.h"
#include "sandbox/gateway/page_answer.h"
#include "sandbox/images/load/load_images.h"
#include "sandbox/task_engine/images/archive_receiver.h"
#include "sandbox/task_engine/images/image_answers.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::string_view kPath = "/_sandbox/images";
constexpr std::string_view kPrunePath = "/_sandbox/images/prune";
constexpr const char* kImageWork = "images";
constexpr int kNotFound = 404;

using Serve = void (*)(ImagePages&, net::Request, std::shared_ptr<net::Responder>);

void list_images(ImagePages& pages, net::Request, std::shared_ptr<net::Responder> responder) {
  responder->send(page_answer(200, describe_store(pages.served()->store)));
}

/// Of a body that is in memory: an empty one, as a rule.
void load_from_memory(ImagePages& pages, net::Request request, std::shared_ptr<net::Responder> responder) {
  ArchiveReceiver receiver{pages, request};
  if (auto refused = receiver.begin()) return responder->send(*std::move(refused));
  if (auto refused = receiver.receive(request.body)) return responder->send(*std::move(refused));
  receiver.finish(std::move(request), std::move(responder));
}

void remove_image(ImagePages& pages, net::Request request, std::shared_ptr<net::Responder> responder) {
  const auto name = image_name(request);
  if (name.has_error()) return responder->send(image_refusal(400, name.error()));
  if (!*name) return responder->send(image_refusal(400, {"which image is not said", "name it: ?name=NAME"}));
  pages.remove(**name, std::move(responder));
}

void prune_images(ImagePages& pages, net::Request, std::shared_ptr<net::Responder> responder) {
  pages.prune(std::move(responder));
}

struct Row {
  std::string_view method;
  std::string_view path;
  Serve serve;
};

constexpr Row kRows[] = {
    {"GET", kPath, list_images},
    {"PUT", kPath, load_from_memory},
    {"DELETE", kPath, remove_image},
    {"POST", kPrunePath, prune_images},
};

void serve_row(ImagePages& pages, const Row& row, net::Request request,
               std::shared_ptr<net::Responder> responder) {
  if (request.path() != row.path)
    return responder->send(
        image_refusal(kNotFound, {"no such page: " + std::string(request.path().substr(0, 200)), ""}));
  if (!pages.served()) return responder->send(no_containers_here());
  row.serve(pages, std::move(request), std::move(responder));
}

void take_archives(Environment& env, ImagePages& pages) {
  const auto receivers = env.components.find(typeid(BodyReceivers));
  if (receivers == env.components.end()) return;
  static_cast<BodyReceivers&>(*receivers->second)
      .add(kPath, [&pages](const net::Request& head) -> std::unique_ptr<net::BodyReceiver> {
        if (head.method != "PUT" || head.path() != kPath) return nullptr;
        return std::make_unique<ArchiveReceiver>(pages, head);
      });
}

}  // namespace

ImagePages::ImagePages(Environment& environment) : env_{environment} {
  for (const Row& row : kRows)
    env_.gateway.add_page(
        {row.method, row.path,
         [this, &row](Environment&, net::Request request, std::shared_ptr<net::Responder> responder) {
           serve_row(*this, row, std::move(request), std::move(responder));
         }});
  take_archives(env_, *this);
}

ImagePages::~ImagePages() = default;

void ImagePages::serve(ServedImages images) {
  withdraw();
  served_.emplace(std::move(images));
  work_ = std::make_unique<TaskGroup>(logged_as(env_.log, kImageWork));
}

void ImagePages::withdraw() {
  work_.reset();
  served_.reset();
}

Task<void> ImagePages::guarded(Task<void> work, std::shared_ptr<net::Responder> responder) {
  try {
    co_await std::move(work);
  } catch (...) {
    log_defect(env_.log, kImageWork, std::current_exception());
    responder->send(image_refusal(500, {"an internal error occurred; the sandbox's log has its cause", ""}));
  }
}

void ImagePages::load(net::Descriptor file, std::optional<oci::Reference> name,
                      std::shared_ptr<net::Responder> responder) {
  work_->spawn(guarded(load_and_answer(std::move(file), std::move(name), responder), responder));
}

Task<void> ImagePages::load_and_answer(net::Descriptor file, std::optional<oci::Reference> name,
                                       std::shared_ptr<net::Responder> responder) {
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  auto loading =
      images::load_images(served_->scheduler, served_->store, path, served_->platform, std::move(name));
  const auto loaded = co_await std::move(loading);
  if (loaded.has_value()) {
    for (const images::Image& image : *loaded)
      env_.log.info("an image was loaded", {{"image", image.name.text()}});
    responder->send(page_answer(200, describe_loaded(*loaded)));
    co_return;
  }
  responder->send(load_refusal(loaded.error(), path));
  // Of an archive there is no next attempt that would go on with what came.
  auto collecting = served_->store.collect();
  co_await std::move(collecting);
}

void ImagePages::remove(const oci::Reference& name, std::shared_ptr<net::Responder> responder) {
  if (!served_->store.remove(name))
    return responder->send(image_refusal(kNotFound, {"there is no image " + name.text(),
                                                     "see those that are there: eni-trunking image list"}));
  work_->spawn(guarded(collect_and_answer({{"removed", name.text()}}, responder), responder));
}

void ImagePages::prune(std::shared_ptr<net::Responder> responder) {
  work_->spawn(guarded(collect_and_answer({}, responder), responder));
}

Task<void> ImagePages::collect_and_answer(json::object answer, std::shared_ptr<net::Responder> responder) {
  const std::uint64_t before = served_->store.bytes();
  auto collecting = served_->store.collect();
  co_await std::move(collecting);
  const std::uint64_t after = served_->store.bytes();
  answer["freedBytes"] = before - std::min(before, after);
  responder->send(page_answer(200, answer));
}

ImagePages* find_image_pages(Environment& environment) {
  const auto found = environment.components.find(typeid(ImagePages));
  return found == environment.components.end() ? nullptr : static_cast<ImagePages*>(found->second.get());
}

}  // namespace eni::sandbox::task_engine
