import { deployRestApi } from "../rest-api.ts";
import { type LoadRequest, manyPaths, type Row } from "../row.ts";

const REQUEST_TEMPLATE = `#set($order = $input.path('$'))
#set($total = 0)
{
  "id": "$input.params('id')",
  "customer": "$util.escapeJavaScript($order.customer.name)",
  "requestId": "$context.requestId",
  "stage": "$context.stage",
  "express": #if($order.express == true)true#{else}false#end,
  "items": [
#foreach($item in $order.items)
#set($total = $total + $item.quantity * $item.price)
    {
      "sku": "$item.sku",
      "quantity": $item.quantity,
      "price": $item.price
    }#if($foreach.hasNext),#end

#end
  ],
  "total": $total
}`;

const RESPONSE_TEMPLATE = `#set($answer = $input.path('$'))
#set($context.responseOverride.header["X-Order"] = $input.params('id'))
{
  "order": {
    "id": "$input.params('id')",
    "method": "$context.httpMethod",
    "path": "$context.resourcePath",
    "time": $context.requestTimeEpoch
  },
#if($answer.text != "")
  "text": $input.json('$.text'),
  "length": $answer.text.length(),
#else
  "text": null,
#end
  "flags": [
#foreach($flag in ["new", "paid", "sent"])
    "$flag"#if($foreach.hasNext),#end

#end
  ]
}`;

const ORDER = JSON.stringify({
  customer: { name: "Ada O'Neill", email: "ada@example.com" },
  express: true,
  items: [
    { sku: "a-1", quantity: 2, price: 10 },
    { sku: "b-2", quantity: 1, price: 25 },
    { sku: "c-3", quantity: 4, price: 3 },
  ],
});

/** A REST API's HTTP integration with a mapping template of 20 lines on the way there and on the way back. */
export const gatewayVtl: Row = {
  name: "gateway: HTTP with VTL both ways",
  worker: "gateway",
  async seed({ address, upstream }) {
    const host = await deployRestApi(address, {
      httpMethod: "POST",
      integration: {
        type: "HTTP",
        integrationHttpMethod: "POST",
        uri: `${upstream}/orders`,
        requestTemplates: { "application/json": REQUEST_TEMPLATE },
      },
      responseTemplate: RESPONSE_TEMPLATE,
    });
    return orders({ host });
  },
};

/** Orders that are posted to many paths. */
export function orders(headers: Record<string, string>): LoadRequest[] {
  const requests = manyPaths("/bench/items/", { ...headers, "content-type": "application/json" });
  return requests.map((request) => ({ ...request, method: "POST", body: ORDER }));
}
