#include "sandbox/task_engine/access/access_pages.h"

#include "sandbox/gateway/page_answer.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::string_view kPath = "/_sandbox/control";

}  // namespace

AccessPages::AccessPages(Environment& environment, net::EventLoop& loop) : env_{environment}, loop_{loop} {
  env_.gateway.add_page(
      {"GET", kPath, [this](Environment&, const net::Request& request, const auto& responder) {
         responder->send(request.path() == kPath ? answer() : page_answer(404, {{"error", "no such page"}}));
       }});
}

net::Response AccessPages::answer() const {
  if (server_) return page_answer(200, {{"socket", server_->path()}});
  return page_answer(409, {{"error", "this sandbox runs no containers, so there is nothing to reach"},
                           {"hint", "start it with: eni-trunking sandbox --run auto"}});
}

Result<void> AccessPages::serve(TaskAccess& access) {
  withdraw();
  ENI_TRY(server_, AccessServer::listen(loop_, env_.log, env_.settings.work_directory + "/control", access));
  return {};
}

AccessPages* find_access_pages(Environment& environment) {
  const auto found = environment.components.find(typeid(AccessPages));
  return found == environment.components.end() ? nullptr : static_cast<AccessPages*>(found->second.get());
}

}  // namespace eni::sandbox::task_engine
