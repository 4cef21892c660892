#include "sandbox/task_engine/access/access_pages.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::string_view kPath = "/_sandbox/control";

net::Response document(int status, const json::object& content) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.body = pretty(content);
  return response;
}

}  // namespace

AccessPages::AccessPages(Environment& environment, net::EventLoop& loop) : env_{environment}, loop_{loop} {
  env_.gateway.add_page(
      {"GET", kPath, [this](Environment&, const net::Request& request, const auto& responder) {
         responder->send(request.path() == kPath ? answer() : document(404, {{"error", "no such page"}}));
       }});
}

net::Response AccessPages::answer() const {
  if (server_) return document(200, {{"socket", server_->path()}});
  return document(409, {{"error", "this sandbox runs no containers, so there is nothing to reach"},
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
