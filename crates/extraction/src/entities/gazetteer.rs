//! Names that are known: compact lists in lower case, one name to a comma. A name with `!` after it is
//! another word, too, and counts only where it is written like a name.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a known name is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub place: bool,
    pub person: bool,
    pub organisation: bool,
    pub product: bool,
    /// It is another word, too: it counts only with a capital letter where none is due.
    pub ambiguous: bool,
}

/// What is known of a name in lower case.
pub(super) fn known(name: &str) -> Option<Known> {
    KNOWN.get(name).copied()
}

static KNOWN: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
    let mut known: HashMap<&'static str, Known> = HashMap::new();
    let lists = [PLACES, FIRST_NAMES, ORGANISATIONS, PRODUCTS, CITIES];
    for (list, names) in lists.into_iter().enumerate() {
        for name in names.split(',') {
            let entry = known.entry(name.trim_end_matches('!')).or_default();
            entry.ambiguous |= name.ends_with('!');
            match list {
                0 | 4 => entry.place = true,
                1 => entry.person = true,
                2 => entry.organisation = true,
                _ => entry.product = true,
            }
        }
    }
    known
});

/// Whether a name in lower case is one of a country or a continent.
pub(super) fn is_region(name: &str) -> bool {
    REGIONS.split(',').any(|region| region == name)
}

/// Countries and continents: places that have others in them.
const REGIONS: &str = "\
    africa,albania,algeria,america,argentina,armenia,asia,australia,austria,bangladesh,belgium,bolivia,bosnia,\
    brazil,britain,bulgaria,cambodia,cameroon,canada,catalonia,chile,china,colombia,costa rica,croatia,cuba,cyprus,\
    czech republic,czechia,denmark,ecuador,egypt,england,estonia,ethiopia,europe,finland,france,georgia,germany,\
    ghana,great britain,greece,holland,hungary,iceland,india,indonesia,iran,iraq,ireland,israel,italy,jamaica,japan,\
    jordan,kenya,latvia,lebanon,lithuania,luxembourg,malaysia,malta,mexico,moldova,mongolia,montenegro,morocco,nepal,\
    netherlands,new zealand,nigeria,north america,northern ireland,norway,pakistan,peru,philippines,poland,portugal,\
    romania,russia,saudi arabia,scandinavia,scotland,senegal,serbia,slovakia,slovenia,south africa,south america,\
    south korea,spain,sri lanka,sweden,switzerland,taiwan,tanzania,thailand,tunisia,turkey,uganda,uk,ukraine,\
    united kingdom,united states,uruguay,us,usa,venezuela,vietnam,wales,zambia,zimbabwe";

/// Countries, regions, capitals and big cities.
const PLACES: &str = "\
    afghanistan,africa,albania,algeria,alps,amsterdam,andalusia,andes,andorra,angola,argentina,\
    armenia,asia,athens,atlanta,auckland,austin!,australia,austria,azerbaijan,baghdad,bahamas,\
    bahrain,bali,baltimore,bangalore,bangkok,bangladesh,barbados,barcelona,basel,bath!,bavaria,\
    beijing,beirut,belarus,belfast,belgium,belgrade,belize,benin,bergen,berlin,bern,bhutan,\
    bilbao,birmingham,bogota,bolivia,bologna,bordeaux,bosnia,boston,botswana,boulder!,brasilia,\
    bratislava,brazil,bremen,brighton,brisbane,bristol,britain,brittany,brooklyn,brunei,\
    brussels,bucharest,budapest,buenos aires,buffalo!,bulgaria,burkina faso,burundi,cairo,\
    calgary,california,cambodia,cambridge,cameroon,canada,canberra,cape town,cape verde,caracas,\
    cardiff,casablanca,catalonia,chad!,charlotte!,chennai,chicago,chile,china!,cincinnati,\
    cleveland,cologne,colombia,colorado,columbus,congo,copenhagen,cordoba,cork!,cornwall,\
    costa rica,crete,croatia,cuba!,cyprus,czech republic,czechia,dakar,dallas!,delhi,denmark,\
    denver,detroit,doha,dolomites,dominican republic,dortmund,dresden,dubai,dublin,dubrovnik,\
    dundee,durban,dusseldorf,düsseldorf,ecuador,edinburgh,edmonton,egypt,eindhoven,el salvador,\
    england,eritrea,essen!,estonia,ethiopia,europe,fiji,finland,florence!,florida,france,\
    frankfurt,gabon,galway,gambia,gdansk,geneva,genoa,georgia!,germany,ghana,ghent,glasgow,\
    gothenburg,granada,graz,great britain,greece,greenland,grenoble,guadalajara,guangzhou,\
    guatemala,guinea!,guyana,hague,haiti,hamburg,hannover,hanoi,hanover,havana,hawaii,\
    heidelberg,helsinki,himalayas,ho chi minh city,holland,honduras,hong kong,honolulu,houston!,\
    hungary,hyderabad,ibiza,iceland,illinois,india,indianapolis,indonesia,innsbruck,iran,iraq,\
    ireland,israel,istanbul,italy,jakarta,jamaica,japan,jerusalem,johannesburg,jordan!,\
    kansas city,karachi,kathmandu,kazakhstan,kenya,kiel,kiev,kigali,kingston,kolkata,kosovo,\
    krakow,kraków,kuala lumpur,kuwait,kyiv,kyoto,kyrgyzstan,lagos,laos,las vegas,latin america,\
    latvia,lausanne,lebanon,leeds,leicester,leiden,leipzig,lesotho,liberia,libya,liechtenstein,\
    lille,lima!,limerick,linz,lisbon,lithuania,liverpool,ljubljana,london,los angeles,luanda,\
    lucerne,lugano,luxembourg,lviv,lyon,maastricht,madagascar,madeira,madrid,mainz,malaga,\
    malawi,malaysia,maldives,mali!,mallorca,malmö,malta,manchester,manhattan,manila,mannheim,\
    marrakech,marseille,massachusetts,mauritania,mauritius,medellin,melbourne,memphis,mexico,\
    mexico city,miami,michigan,milan,minneapolis,minnesota,minsk,mobile!,moldova,mombasa,monaco,\
    mongolia,montenegro,monterrey,montevideo,montpellier,montreal,morocco,moscow,mozambique,\
    mumbai,munich,munster,myanmar,málaga,münchen,nairobi,namibia,nantes,naples,nashville,nepal,\
    netherlands,nevada,new delhi,new england,new hampshire,new jersey,new mexico,new orleans,\
    new york,new york city,new zealand,newcastle,nicaragua,nice!,niger,nigeria,normandy,\
    north america,north carolina,north korea,north macedonia,northern ireland,norway,norwich,\
    nottingham,nuremberg,nyc,oakland,ohio,oman,oregon,orlando,osaka,oslo,ottawa,oxford,pakistan,\
    palermo,palestine,palo alto,panama,paraguay,paris,patagonia,pennsylvania,perth,peru,\
    philadelphia,philippines,phoenix!,pisa,pittsburgh,plymouth,poland,portland,porto,portugal,\
    potsdam,prague,pretoria,provence,puerto rico,pyrenees,qatar,quebec,queens,quito,reading!,\
    reykjavik,riga,rio de janeiro,riyadh,romania,rome,rotterdam,russia,rwanda,sacramento,sahara,\
    saigon,saint petersburg,salt lake city,salzburg,san antonio,san diego,san francisco,\
    san jose,santa barbara,santa cruz,santa fe,santiago,sao paulo,sapporo,sarajevo,sardinia,\
    saudi arabia,savannah,scandinavia,scotland,seattle,senegal,seoul,serbia,seville,seychelles,\
    shanghai,sheffield,shenzhen,sicily,siena,sierra leone,silicon valley,singapore,slovakia,\
    slovenia,sofia,somalia,south africa,south america,south carolina,south korea,southampton,\
    spain,split!,sri lanka,st louis,stockholm,strasbourg,stuttgart,sudan,suriname,sweden,\
    switzerland,sydney!,syria,são paulo,taiwan,tajikistan,tallinn,tampa,tanzania,tbilisi,tehran,\
    tel aviv,tennessee,texas,thailand,tibet,togo,tokyo,toledo,toronto,toulouse,tours!,trieste,\
    trinidad,trondheim,tunis,tunisia,turin,turkey!,tuscany,uae,uganda,uk!,ulm,ukraine,\
    united arab emirates,united kingdom,united states,uppsala,uruguay,usa!,utah,utrecht,\
    uzbekistan,valencia,valparaiso,vancouver,venezuela,venice,vermont,verona,victoria!,vienna,\
    vietnam,vilnius,virginia,wales,warsaw,washington,washington dc,wellington,wisconsin,\
    wolfsburg,wuhan,yemen,york,yorkshire,zagreb,zambia,zaragoza,zimbabwe,zurich,zürich";

/// More cities, of all continents.
const CITIES: &str = "\
    aachen,aalborg,aarhus,abidjan,abu dhabi,abuja,acapulco,accra,adana,addis ababa,adelaide!,agadir,ahmedabad,\
    albuquerque,aleppo,alexandria!,algiers,alicante,almaty,almeria,amman,amritsar,anchorage,ankara,antalya,\
    antwerp,arnhem,asuncion,augsburg,austin!,avignon,baku,bamako,bandung,baton rouge,bern,besançon,bialystok,\
    bielefeld,blackpool,bloemfontein,bochum,bogotá,bonn,boulogne,bradford!,braga,brasov,braunschweig,breda,\
    brescia,brest,brno,bruges,burgos,bursa,busan,bydgoszcz,caen,cagliari,calais,cali!,cancun,cannes,canterbury,\
    cartagena,catania,cebu,chandigarh,changchun,charleroi,chattanooga,chelmsford,chemnitz,chengdu,chester!,\
    chisinau,chongqing,christchurch,cluj,coimbra,colombo,constance!,coventry,cracow,craiova,cusco,daegu,dalian,\
    damascus,danang,darmstadt,darwin!,davos,debrecen,delft,den haag,derby!,dhaka,dijon,djibouti,donetsk,dresden,\
    duisburg,dushanbe,eilat,erfurt,esch,espoo,essen!,exeter,faro!,ferrara,fez!,flensburg,florence!,fort worth,\
    frankfurt,freiburg,fresno,fukuoka,funchal,galway,gdansk,gdańsk,gdynia,geelong,geneva,genoa,ghent,gijon,giza,\
    gloucester,goa,gothenburg,granada,graz,grenoble,groningen,guadalajara,guangzhou,guayaquil,göteborg,göttingen,\
    haarlem,haifa,halifax,halle,hamamatsu,hangzhou,harare,harbin,heidelberg,helsinki,heraklion,hiroshima,\
    ho chi minh city,hobart,homs,honolulu,houston!,hull!,hyderabad,ibadan,incheon,indianapolis,innsbruck,\
    inverness,ipswich,irkutsk,isfahan,islamabad,istanbul,izmir,jacksonville,jaipur,jakarta,jeddah,jena,jerusalem,\
    johannesburg,kabul,kampala,kanpur,kansas city,kaohsiung,karachi,karlsruhe,kassel,kathmandu,katowice,kaunas,\
    kazan,kharkiv,khartoum,kiel,kigali,kingston,kinshasa,klagenfurt,kobe!,koblenz,kolkata,košice,krakow,kraków,\
    kumasi,kyiv,kyoto,la paz,lagos,lahore,las palmas,las vegas,lausanne,leeds,leicester,leiden,leipzig,leuven,\
    liege,lille,lima,limassol,limerick,limoges,lincoln!,linköping,linz,lisbon,liverpool,liège,ljubljana,lodz,lome,\
    london,los angeles,louisville,luanda,lublin,lubumbashi,lucerne,lucknow,lugano,luleå,lund,lusaka,luxor,lviv,\
    lyon,maastricht,madison!,madrid,magdeburg,mainz,malaga,malmo,malmö,manaus,mandalay,manila,mannheim,maputo,\
    maribor,marrakech,marrakesh,marseille,maseru,medellin,medellín,medina,melbourne,memphis,mendoza!,messina,metz,\
    mexico city,miami,milan!,milton keynes,milwaukee,minneapolis,minsk,mogadishu,mombasa,monterrey,montevideo,\
    montpellier,montreal,moscow,mumbai,munich,munster,murcia,nagoya,nagpur,nairobi,nancy!,nantes,naples,nashville,\
    nassau,newcastle,nice!,nicosia,nimes,nottingham,novi sad,novosibirsk,nuremberg,nürnberg,oakland,odense,odesa,\
    odessa!,oklahoma city,omaha,oporto,oradea,orlando!,orleans,osaka,oslo,osnabrück,ostend,ostrava,ottawa,oulu,\
    oviedo,oxford,paderborn,padua,palermo,palma!,panama city,paris!,parma!,patna,patras,penang,perpignan,perth,\
    perugia,pescara,philadelphia,phnom penh,phoenix!,pisa,pittsburgh,plovdiv,plymouth,podgorica,port louis,\
    portland,porto,portsmouth,potsdam,poznan,poznań,prague,preston!,pretoria,pristina,puebla,pune,pyongyang,pécs,\
    quebec,quito,rabat,raleigh,reading!,recife,regensburg,reims,rennes,reykjavik,rhodes,riga,rijeka,rimini,\
    rio de janeiro,riyadh,rome,rosario!,rostock,rotterdam,rouen,saarbrücken,sacramento,salamanca,salford,salzburg,\
    san antonio,san diego,san francisco,san jose,san sebastian,santander!,santiago!,santo domingo,sao paulo,\
    sapporo,sarajevo,seattle,sendai,seoul,seville,shanghai,sheffield,shenzhen,singapore,skopje,sofia!,southampton,\
    split!,st. gallen,st. louis,st. petersburg,stavanger,stockholm,strasbourg,stuttgart,surabaya,surat,swansea,\
    sydney!,szczecin,szeged,são paulo,taipei,tallinn,tampa,tampere,tangier,taranto,tartu,tashkent,tbilisi,tehran,\
    tel aviv,thessaloniki,tianjin,tijuana,timisoara,tirana,tokyo,toledo,toronto,toulon,toulouse,tours!,trento,\
    trieste,tripoli,tromsø,trondheim,tucson,tulsa,tunis,turin,turku,ulaanbaatar,ulm,umeå,uppsala,utrecht,vaasa,\
    valencia,valletta,valparaiso,vancouver,vantaa,varanasi,varna,venice,verona!,vicenza,victoria!,vienna,vilnius,\
    vitoria,vladivostok,warsaw,wellington,wiesbaden,winnipeg,winterthur,wolfsburg,wolverhampton,worcester!,\
    wroclaw,wrocław,wuhan,wuppertal,würzburg,xian,yangon,yaoundé,yekaterinburg,yerevan,yokohama,york!,zadar,\
    zagreb,zaragoza,zhengzhou,zurich,zürich,łódź";

/// Common first names of several languages.
const FIRST_NAMES: &str = "\
    aaron,abby,abdul,abigail,adam,adele,adrian,agnes,ahmed,aisha,alan,albert,alberto,alejandro,\
    alessandro,alex,alexa,alexander,alexandra,alexis,alfred,ali!,alice,alicia,alison,allison,\
    alma,alyssa,amanda,amber!,amelia,amina,amir,amit,amy,ana,anastasia,andre,andrea,andreas,\
    andrei,andrew,andy,angela,angelica,angus,anika,anita,anja,ann,anna,annabel,anne,annette,\
    annie,anthony,antoine,anton,antonia,antonio,anya,april!,archie,ari,ariana,arjun,arthur,\
    arturo,asha,ashley,astrid,audrey,august!,aurora,ava,axel!,ayesha,barbara,barry!,bart,\
    beatrice,becky,bella,ben,benjamin,bernard,bernd,beth,bethany,betty,bianca,bill!,billy,björn,\
    bob!,bobby,bonnie,boris,brad,bradley,brandon,brenda,brian,bridget,britney,brooke!,bruce,\
    bruno,bryan,caitlin,caleb,calvin,cameron,camila,camille,carl,carla,carlo,carlos,carmen,\
    carol!,carole,caroline,carolyn,carrie,carter!,casey,cassandra,catherine,cathy,cecilia,celia,\
    celine,chad!,charlene,charles,charlie,charlotte!,chelsea!,chen,cheryl,chloe,chris,christian,\
    christina,christine,christoph,christopher,cindy,claire,clara,clare,claudia,clive,cody,colin,\
    connor,craig,cristina,curtis!,cynthia,daisy!,dale!,damian,damien,dan!,dana!,daniel,daniela,\
    daniele,danielle,danny,daphne,dariusz,darren,dave,david,dawn!,dean!,debbie,deborah,deepak,\
    denis,denise,dennis,derek,devon,diana,diane,diego,dieter,dimitri,dina,dmitri,dominic,\
    dominik,don!,donald,donna,doris,dorothy,doug,douglas,duncan,dustin,dylan,ed!,eddie,edgar,\
    edith,edward,eileen,elaine,eleanor,elena,eli,elias,elijah,elisa,elise,elizabeth,ella,ellen,\
    ellie,elliot,elsa,emilia,emilio,emily,emma,emmanuel,enrique,eric,erica,erik,erika,erin,\
    ernest,esther,ethan,eugene,eva,evan,eve!,evelyn,ewan,fabian,fabio,farah,fatima,felicia,\
    felix,fernanda,fernando,fiona,florian,floyd,frances,francesca,francesco,francis,francisco,\
    frank!,franz,fred,freddie,frederick,freya,gabriel,gabriela,gabriella,gareth,gary,gavin,\
    gemma,gene!,geoff,george,georgia!,georgina,gerald,gerard,gina,giovanni,giulia,giuseppe,\
    gloria!,gordon,grace!,graham,grant!,greg,gregory,greta,guido,gustav,guy!,gwen,hana,hank!,\
    hanna,hannah,hans,harold,harriet,harry!,harvey,hassan,heather,hector,heidi,heinrich,helen,\
    helena,helga,henrik,henry,herbert,hilary,hiroshi,holly!,hope!,howard,hugh,hugo,ian,ibrahim,\
    ida,igor,imran,ingrid,irene,iris!,isaac,isabel,isabella,isabelle,ivan,ivy!,jack!,jackie,\
    jackson,jacob,jacqueline,jade!,jaime,jake,jakob,james,jamie,jan!,jane,janet,janice,jared,\
    jasmine!,jason,javier,jay!,jean!,jeff,jeffrey,jen,jenna,jennifer,jenny,jeremy,jerry,jesse,\
    jessica,jessie,jill,jim,jimmy,jo!,joan,joana,joanna,joanne,joao,joe,joel,joey,johan,\
    johannes,john,johnny,jon,jonah,jonas,jonathan,jordan!,jorge,jose,josef,joseph,josephine,\
    josh!,joshua,joy!,joyce,juan,juanita,judith,judy,julia,julian,juliana,julie,juliet,june!,\
    justin,jürgen,kai,kaitlyn,karen,karim,karin,karl,kate,katharina,katherine,kathleen,kathryn,\
    kathy,katie,katrin,katya,kay!,kayla,keith,kelly,ken!,kenji,kenneth,kerry,kevin,khalid,kim!,\
    kimberly,kirsten,klaus,krishna,kristen,kristina,kumar,kurt,kyle,lachlan,lara,larry,lars,\
    laura,lauren,laurent,lea,leah,lee!,leila,lena,leo,leon,leonardo,leonie,lesley,leslie,levi!,\
    lewis,li!,liam,lily!,lina,linda,lindsay,lisa,liz,logan,lois,lola,lorenzo,lori,lorraine,\
    louis,louise,luca,lucas,lucia,lucy,luigi,luis,luisa,luka,lukas,luke,luna!,lydia,lynn,mabel,\
    maddie,madeleine,madison!,mads,maggie,magnus,malcolm,malik,manuel,marc,marcel,marco,marcos,\
    marcus,margaret,maria,marie,marina,mario,marion,marjorie,mark!,markus,marta,martha,martin,\
    martina,mary,mason!,massimo,mateo,mats!,matt,matteo,matthew,matthias,maureen,maurice,max!,\
    maxim,maxine,may!,maya,megan,mehmet,mei,mel!,melanie,melissa,mia,michael,michaela,michele,\
    michelle,miguel,mikael,mike!,mila,mina!,mira,miranda,miriam,mitch,mohamed,mohammed,moira,\
    molly,monica,monika,morgan!,muhammad,murray,nadia,nadine,nancy,naomi,natalia,natalie,\
    natasha,nate,nathan,nathaniel,neha,neil,nicholas,nick!,nicola,nicolas,nicole,nigel,nikhil,\
    nikolai,nina,noah,noel!,noor,nora,norman!,okonkwo,oleg,olga,oliver,olivia,omar,oscar,otto,\
    owen,pablo,paige,pam!,pamela,paola,paolo,pascal,pat!,patricia,patrick,paul,paula,pauline,\
    pavel,pedro,peggy,penelope,penny!,pete,peter,petra,phil,philip,philipp,phillip,phoebe,\
    pierre,piotr,polly,preeti,priya,rachel,rafael,raj,rajesh,ralph,ramon,randy!,raquel,rashid,\
    raul,ravi,ray!,raymond,rebecca,regina!,rekha,rene,renee,rex!,rhys,ricardo,richard,rick,\
    ricky,rita,rob!,robert,roberta,roberto,robin!,rocky!,rodrigo,roger,rohan,roland,roman!,ron,\
    ronald,rosa,rose!,rosemary!,rosie,ross,roy,ruben,rudolf,rupert,russell,ruth,ryan,sabine,\
    sabrina,sakura,sally,salma,sam,samantha,samir,samuel,sandra,sandy!,sanjay,santiago!,sara,\
    sarah,sasha,saskia,scott,sean,sebastian,selena,serena,sergei,sergio,shane,shannon,sharon,\
    shaun,shawn,sheila,shirley,sid!,sidney,silvia,simon,simone,sofia!,sonia,sophia,sophie,\
    spencer,stacy,stan!,stefan,stefanie,stella,stephan,stephanie,stephen,steve,steven,stuart,\
    sue!,sunil,susan,susanna,suzanne,sven,svetlana,sylvia,takashi,tamara,tania,tanya,tara,\
    tatiana,ted!,teresa,terry,tess,thea,theo,theodore,theresa,thiago,thomas,tim,timothy,tina,\
    tobias,toby,todd,tom!,tomas,tommy,toni,tony!,tracy,travis,trevor,tristan,trudy,tyler,uma,\
    ursula,valentina,valerie,vanessa,vera,veronica,vicky,victor,victoria!,vikram,viktor,vincent,\
    viola!,violet!,virginia!,vivian,vlad,wade!,walter,wanda,warren,wayne,wendy,wesley,wilhelm,\
    will!,william,wolfgang,xavier,yasmin,yolanda,yosef,yuki,yuri,yusuf,yvonne,zac,zach,zachary,\
    zara,zoe,zoey";

/// Well-known companies and institutions.
const ORGANISATIONS: &str = "\
    accenture,adidas,airbus,alibaba,amazon!,amd,anthropic,apple!,astrazeneca,at&t,atlassian,\
    audi,bank of america,barclays,basf,bayer,bbc,bmw,boeing,booking!,bosch,canon!,cisco,\
    citibank,cnn,coca cola,comcast,deepmind,dell,deloitte,disney,dropbox,ebay,ericsson,\
    european union,exxon,facebook,fbi,fedex,ferrari,ford!,fujitsu,general electric,\
    general motors,goldman sachs,google,harvard,hitachi,honda,hp,hsbc,huawei,hyundai,ibm,ikea,\
    infosys,instacart,intel!,jpmorgan,kia,kpmg,lego!,lenovo,lg,lidl,linkedin,lufthansa,lyft,\
    mastercard,mcdonalds,mckinsey,mercedes,meta!,microsoft,mit!,mitsubishi,morgan stanley,\
    mozilla,nasa,nato,nestle,netflix,nhs,nike!,nintendo,nissan,nokia,novartis,nvidia,openai,\
    oracle!,palantir,panasonic,paypal,pepsi,pfizer,philips,porsche,pwc,qualcomm,red cross,\
    red hat,reddit,renault,revolut,roche,ryanair,salesforce,samsung,sap!,shell!,shopify,siemens,\
    snapchat,snowflake!,sony,spacex,spotify,stanford!,starbucks,stripe!,target!,tesla,toshiba,\
    toyota,tripadvisor,twitter,uber,ubs,unicef,unilever,united nations,ups!,vercel,verizon,\
    visa!,vodafone,volkswagen,volvo,walmart,wells fargo,who!,wikimedia,wipro,world bank,yahoo,\
    yale,yelp,zalando,zapier";

/// Well-known products, tools and programming languages.
const PRODUCTS: &str = "\
    ableton,airbnb,airpods,airtable,alexa!,android,angular!,ansible,apache!,arduino!,asana,aws,\
    azure,bash!,bitbucket,bitcoin,blender!,bootstrap!,canva,chatgpt,chrome!,chromebook,claude!,\
    clickhouse,confluence!,css,cuda,datadog,debian!,discord!,django,docker,duolingo,\
    elasticsearch,elixir!,emacs,ethereum,excel!,facetime,fastapi,fedora,figma,firebase,firefox,\
    fitbit,flask!,flutter!,fortnite!,garmin,gcp,gemini!,git!,github,gitlab,gmail,go!,golang,\
    google calendar,google cloud,google docs,google drive,google maps,google sheets,gradle,\
    grafana,graphql,haskell,heroku,html,icloud,illustrator,imovie,instagram,intellij,ios,ipad,\
    iphone,java,javascript,jenkins,jetbrains,jira,julia!,jupyter!,kafka!,kindle!,kotlin,\
    kubernetes,langchain,laravel,latex,lightroom!,linear!,linux,lua!,mac!,macbook,macos,\
    mailchimp,mariadb,matlab,maven!,microsoft teams,minecraft,miro!,mongodb,mysql,neovim,\
    netlify,next.js,nginx,node.js,notepad,notion!,npm,numpy,obsidian!,onenote,outlook!,pandas!,\
    perl!,photoshop,php,pinterest,pixel!,playstation,postgres,postgresql,power bi,powerpoint,\
    premiere!,prometheus!,pycharm,python,pytorch,qt,quickbooks,raspberry pi,react!,redis,\
    redshift,ruby!,ruby on rails,rust!,safari!,scala!,sharepoint,signal!,siri!,sketch!,skype,\
    slack!,snapchat,spring boot,sql,sqlite,svelte,stack overflow,strava!,swift!,switch!,tableau,teams!,\
    telegram!,tensorflow,terraform,thunderbird!,tiktok,todoist,trello,twitch!,typescript,ubuntu,\
    unity!,vim,visual studio code,vs code,vscode,vue,wechat,whatsapp,wikipedia,windows!,word!,\
    wordpress,xbox,xcode,youtube,zelda,zoom!,zsh";
